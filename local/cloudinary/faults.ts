/** Where faults can strike, each with settings of its own. */
export type FaultPoint = 'download' | 'downloadBackup' | 'delivery' | 'admin' | 'upload';

/** One thing that goes wrong with one request. */
export type Fault =
  | { kind: 'status'; status: number; retryAfter?: string }
  | { kind: 'hang' }
  /** The connection is reset in the middle of the body. */
  | { kind: 'reset'; afterBytes?: number }
  /** Fewer bytes than the asset has: with an honest Content-Length, or cut off before the promised length. */
  | { kind: 'short'; honestLength: boolean; bytes?: number }
  /** Other bytes of the same length; `stable` gives the same ones every time. */
  | { kind: 'wrong-bytes'; stable?: boolean };

/** Probabilities per request (0..1) and a latency, fixed or drawn from a range, in milliseconds. */
export interface PointFaults {
  latencyMs: number | [number, number];
  status500: number;
  status503: number;
  status420: number;
  status429: number;
  status404: number;
  hang: number;
  reset: number;
  shortHonest: number;
  shortTruncated: number;
  wrongBytes: number;
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
  /** Asked first; its answer strikes, and `undefined` leaves the request to the probabilities. */
  script: ((request: FaultRequest) => Fault | undefined) | undefined;
}

/** Faults as options: whatever is left out stays off. */
export type FaultSettings = { [P in FaultPoint]?: Partial<PointFaults> } & {
  notifications?: Partial<NotificationFaults>;
  stableWrongBytes?: Set<string>;
  script?: Faults['script'];
};

function noPointFaults(): PointFaults {
  return {
    latencyMs: 0,
    status500: 0,
    status503: 0,
    status420: 0,
    status429: 0,
    status404: 0,
    hang: 0,
    reset: 0,
    shortHonest: 0,
    shortTruncated: 0,
    wrongBytes: 0,
  };
}

/** Faults with the given settings and everything else off; `Object.assign(faults, faultsFrom())` ends them all. */
export function faultsFrom(settings: FaultSettings = {}): Faults {
  return {
    download: { ...noPointFaults(), ...settings.download },
    downloadBackup: { ...noPointFaults(), ...settings.downloadBackup },
    delivery: { ...noPointFaults(), ...settings.delivery },
    admin: { ...noPointFaults(), ...settings.admin },
    upload: { ...noPointFaults(), ...settings.upload },
    notifications: { duplicate: 0, drop: 0, shuffleWindowMs: 0, ...settings.notifications },
    stableWrongBytes: settings.stableWrongBytes ?? new Set(),
    script: settings.script,
  };
}
