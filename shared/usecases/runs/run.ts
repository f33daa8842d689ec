import type * as z from 'zod/mini';
import type { ShardFileKind } from '#shared/domain/bucket/bucket-layout.ts';
import type { Quota } from '#shared/domain/cloudinary/quota.ts';
import type { RunReason } from '#shared/domain/runs/document-fields.ts';
import type { RunUse } from '#shared/domain/runs/run-cost.ts';
import type { DrainState } from './drain.ts';
import type { HighWaterState } from './high-water-state.ts';
import type { RunDependencies } from './run-dependencies.ts';
import type { RunDocuments } from './run-documents.ts';
import type { RunFolder } from './run-file.ts';
import type { SpoolState } from './spool-source.ts';

/** The version of {@link RunState}. A run whose state has another version is refused: see `run-step.ts`. */
export const STATE_VERSION = 3;

/** The input of every execution; each kind of run adds its own settings. */
export interface RunInput {
  readonly cloud: string;
  readonly reason: RunReason;
}

/** The execution of a state machine that a step belongs to. */
export interface RunExecution {
  readonly arn: string;
  /** When it was started, ISO 8601 with milliseconds: it names the run. */
  readonly startedAt: string;
}

/** What a state machine hands to a function at each step. */
export interface StepEvent<Input, State> {
  readonly execution: RunExecution;
  readonly input: Input;
  /** What the previous step returned; absent in the first step. */
  readonly state?: State;
  /** How often this step has failed before: 0 at the first attempt. */
  readonly retries: number;
  /** What other functions found before the run, by their key in the state machine. */
  readonly checks?: Readonly<Record<string, unknown>>;
}

/** What a run hands from step to step: at most 256 KB as JSON, whatever the size of the library. Times are ISO 8601. */
export interface RunState<Phase extends string = string> {
  readonly v: typeof STATE_VERSION;
  readonly phase: Phase;
  /** The next shard of the phase. */
  readonly shard: number;
  /** What the run has counted so far, besides the counts of its spools. */
  readonly counts: Readonly<Record<string, number>>;
  /** How far each spool has read. */
  readonly spools: Readonly<Partial<Record<ShardFileKind, SpoolState>>>;
  /** Failures in a row without any progress between them. */
  readonly failures: number;
  /** What the run has used of AWS in all steps so far. */
  readonly use: RunUse;
  /** The queues that the phase waits for. */
  readonly backlog?: DrainState | undefined;
  /** When a job was last sent, perhaps by an attempt that broke off; absent if none was. */
  readonly lastSentAt?: string;
  /** The comparison with what earlier runs found. */
  readonly highWater?: HighWaterState;
  /** What Cloudinary last said about the Admin API's quota. */
  readonly quota?: { readonly limit: number; readonly remaining: number; readonly resetsAt: string };
}

/** A run that has finished. */
export interface FinishedRun {
  readonly startedAt: string;
  /** Its last document. */
  readonly document: unknown;
}

/** The types of a kind of run. */
export interface RunTypes {
  readonly input: RunInput;
  /** `started.json`, the first document of a run. */
  readonly started: { readonly execution: string; readonly started_at: string; readonly shards: number };
  readonly on: RunDependencies;
  readonly state: RunState;
  readonly report: unknown;
}

/** One invocation of a run: what its phases work with. */
export interface Run<Types extends RunTypes = RunTypes> {
  readonly cloud: string;
  readonly input: Types['input'];
  /** What the run wrote when it began. Another attempt at its first step may have written it. */
  readonly started: Types['started'];
  readonly folder: RunFolder;
  readonly on: Types['on'];
  readonly checks: Readonly<Record<string, unknown>>;
  /** Whether an earlier attempt at this step broke off or failed: then the files that it wrote must be used. */
  readonly retried: boolean;
  /** The state with which this step began; absent in the first step. */
  readonly from: RunState | undefined;
}

/**
 * What a phase returns:
 * - `continue`: call it again with this state; `next-shard`, `next-phase`: it is done with its shard, or altogether
 * - `wait`: call it again at `until`
 * - `retry`: call it again after a pause that grows with each failure in a row
 * - `done`: the run has finished
 */
export type PhaseResult<State, Report = never> =
  | { readonly next: 'continue' | 'next-shard' | 'next-phase'; readonly state: State }
  | { readonly next: 'wait'; readonly until: string; readonly because: string; readonly state: State }
  | { readonly next: 'retry'; readonly failure: unknown; readonly state: State }
  | { readonly next: 'done'; readonly report: Report };

/** How an execution ended. */
export type RunOutcome<Report> =
  | { readonly ended: 'finished'; readonly report: Report }
  /** An older run of the same cloud is still in progress. */
  | { readonly ended: 'yielded'; readonly to: string; readonly execution: string };

/** What a step returns: at most 256 KB, like everything that passes through a state machine. */
export type StepResult<State, Report> =
  | { readonly next: 'continue'; readonly state: State }
  /** `because` is for people who look at the execution. */
  | { readonly next: 'wait'; readonly until: string; readonly because: string; readonly state: State }
  | { readonly next: 'done'; readonly outcome: RunOutcome<Report> };

/** One kind of run. What it does is its phases; `run-step.ts` does everything else. */
export interface RunKind<Types extends RunTypes> extends Omit<RunDocuments<Types['started'], unknown>, 'result'> {
  /** What an execution may be started with; it must accept nothing else. */
  readonly input: z.ZodMiniType<Types['input']>;
  /** What `started.json` holds besides what every run writes there. */
  begin(run: Omit<Run<Types>, 'started'>): Promise<Readonly<Record<string, unknown>>>;
  /** The state of a run that has begun, after the newest finished run before it. */
  first(run: Run<Types>, previous: FinishedRun | undefined): Promise<Types['state']>;
  /**
   * The phases in their order. A phase with nothing to do returns `next-phase`. Another attempt may repeat whatever a phase does.
   */
  readonly phases: Readonly<Record<Types['state']['phase'], Phase<Types>>>;
  /** The Admin API's quota, if the run calls Cloudinary. */
  quota?(on: Types['on']): { quota(): Quota | undefined; recall(quota: Quota): void };
}

/** A phase; called again with the state that it returns until it is done. */
export type Phase<Types extends RunTypes> = (
  run: Run<Types>,
  state: Types['state'],
) => Promise<PhaseResult<Types['state'], Types['report']>>;

/** The state at the beginning of a run. */
export function startOfRun<Phase extends string, Counts extends Readonly<Record<string, number>>>(
  phase: Phase,
  counts: Counts,
) {
  return {
    v: STATE_VERSION,
    phase,
    shard: 0,
    counts,
    spools: {},
    failures: 0,
    use: { puts: 0, gets: 0, messages: 0, gbSeconds: 0, transitions: 0 },
  } satisfies RunState;
}
