import type { SeededRandom } from './seeded-random.ts';

/** Where faults can strike, each with settings of its own. */
export type FaultPoint = 'download' | 'downloadBackup' | 'delivery' | 'admin' | 'upload';

/** One thing that goes wrong with one request. */
export type Fault =
  | { kind: 'status'; status: number; retryAfter?: string }
  /** Never answers; with `afterBytes`, the answer stops there and the connection stays open. */
  | { kind: 'hang'; afterBytes?: number }
  /** The connection is reset in the middle of the body. */
  | { kind: 'reset'; afterBytes?: number }
  /** Fewer bytes than the asset has: with an honest Content-Length, or cut off before the promised length. */
  | { kind: 'short'; honestLength: boolean; bytes?: number }
  /** Other bytes of the same length; `stable` gives the same ones every time. */
  | { kind: 'wrong-bytes'; stable?: boolean };

/** What may strike a request by chance; the first one drawn does. */
const FAULTS = {
  status500: { kind: 'status', status: 500 },
  status503: { kind: 'status', status: 503 },
  status420: { kind: 'status', status: 420 },
  status429: { kind: 'status', status: 429 },
  status404: { kind: 'status', status: 404 },
  hang: { kind: 'hang' },
  reset: { kind: 'reset' },
  shortHonest: { kind: 'short', honestLength: true },
  shortTruncated: { kind: 'short', honestLength: false },
  wrongBytes: { kind: 'wrong-bytes' },
} as const satisfies Record<string, Fault>;

type FaultName = keyof typeof FAULTS;

// `Object.keys` forgets which names these are.
const NAMES = Object.keys(FAULTS) as FaultName[];

/** Probabilities per request (0..1) and a latency, fixed or drawn from a range, in milliseconds. */
export interface PointFaults extends Record<FaultName, number> {
  latencyMs: number | [number, number];
}

/** What a scripted fault decides on. */
export interface FaultRequest {
  readonly point: FaultPoint;
  readonly cloudName: string;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** How many requests this point has seen in this cloud, this one included. */
  readonly ordinal: number;
}

/** Faults of notifications on their way: probabilities, and a window in which order is lost. */
export interface NotificationFaults {
  duplicate: number;
  drop: number;
  shuffleWindowMs: number;
}

/** All faults. Mutable at run time. */
export interface Faults extends Record<FaultPoint, PointFaults> {
  notifications: NotificationFaults;
  /** Assets whose downloads give the same wrong bytes every time, by asset_id. */
  stableWrongBytes: Set<string>;
  /** Asked first: the fault that it gives strikes; `undefined` leaves the request to the probabilities. */
  script: ((request: FaultRequest) => Fault | undefined) | undefined;
}

/** Faults as options: those left out are off. */
export type FaultSettings = { [P in FaultPoint]?: Partial<PointFaults> } & {
  notifications?: Partial<NotificationFaults>;
  stableWrongBytes?: Set<string>;
  script?: Faults['script'];
};

/** Faults with the given settings and everything else off; `Object.assign(faults, faultsFrom())` ends them all. */
export function faultsFrom(settings: FaultSettings = {}): Faults {
  const none = Object.fromEntries(NAMES.map((name) => [name, 0])) as Record<FaultName, number>;
  const at = (point: FaultPoint): PointFaults => ({ ...none, latencyMs: 0, ...settings[point] });
  return {
    download: at('download'),
    downloadBackup: at('downloadBackup'),
    delivery: at('delivery'),
    admin: at('admin'),
    upload: at('upload'),
    notifications: { duplicate: 0, drop: 0, shuffleWindowMs: 0, ...settings.notifications },
    stableWrongBytes: settings.stableWrongBytes ?? new Set(),
    script: settings.script,
  };
}

/** The fault that strikes a request, if any: what the script says, else what the probabilities draw. */
export function chooseFault(faults: Faults, chances: SeededRandom, request: FaultRequest): Fault | undefined {
  const scripted = faults.script?.(request);
  if (scripted) return scripted;
  const drawn = NAMES.find((name) => chances.chance(faults[request.point][name]));
  return drawn && FAULTS[drawn];
}

/** How long an answer is held back, in milliseconds. */
export function chooseLatency({ latencyMs }: PointFaults, chances: SeededRandom): number {
  return typeof latencyMs === 'number' ? latencyMs : chances.between(...latencyMs);
}
