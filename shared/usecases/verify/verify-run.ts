import type { ShardFileKind } from '../../domain/bucket/bucket-layout.ts';
import type { RunReason } from '../../domain/inventory/inventory-documents.ts';
import type { ReadDataSubset } from '../../domain/verify/read-data-subset.ts';
import type { VerifyReport, VerifyStarted } from '../../domain/verify/verify-documents.ts';
import { gunzipLines, gzipLines } from '../runs/gzip-lines.ts';
import type { RunDependencies } from '../runs/run-dependencies.ts';
import { type RunFolder, shardFileOf } from '../runs/run-file.ts';
import type { StepResult } from '../runs/step.ts';
import type { VerifyState } from './verify-state.ts';

/** What an execution of verify is started with. */
export interface VerifyInput {
  readonly cloud: string;
  readonly reason: RunReason;
  /** What part of the objects to read and hash: `n/t`, a percentage like `5%`, or bytes like `10GB`. */
  readonly readData?: string;
  /** Whether to fetch again what is missing or different; true where it is left out. */
  readonly mend?: boolean;
}

/** How an execution ended. */
export type VerifyOutcome =
  | { readonly ended: 'finished'; readonly report: VerifyReport }
  /** An older run of the same cloud is still going on. */
  | { readonly ended: 'yielded'; readonly to: string; readonly execution: string };

/** What a step of verify needs from outside. */
export interface VerifyDependencies extends RunDependencies {
  /** Publishes metrics and, where something is wrong, logs every problem. */
  publish(report: VerifyReport): Promise<void>;
  /**
   * How long after an object its journal entry may be written, in seconds: as long as a worker may work. Where it is left
   * out, 960.
   */
  readonly settleSeconds?: number;
}

/** One step of one run. */
export interface VerifyRun {
  readonly cloud: string;
  readonly started: VerifyStarted;
  readonly folder: RunFolder;
  readonly dependencies: VerifyDependencies;
  /** Which objects to read and hash; `undefined` for none. */
  readonly subset: ReadDataSubset | undefined;
  /** Whether an attempt at this step has broken off: files that it wrote are to be taken up. */
  readonly retried: boolean;
  /** Where the reading of objects was when this step began: what is read from there has the whole step. */
  readonly readingFrom: string | undefined;
}

/** What a phase does; called again with the state that it returns until its step is late. */
export type VerifyPhaseWork = (run: VerifyRun, state: VerifyState) => Promise<StepResult<VerifyState, VerifyOutcome>>;

/** Lines that a run has written of a shard, at once; none where it had none to write. */
export async function readLines(run: VerifyRun, kind: ShardFileKind, shard: number): Promise<readonly string[]> {
  const { store, signal } = run.folder;
  const object = await store.read(shardFileOf(run.folder, kind, shard, 0).key, signal);
  return object === undefined ? [] : gunzipLines(object.body);
}

/** Writes the lines of a shard, where there are any; those of an earlier attempt stay. */
export async function writeLines(
  run: VerifyRun,
  kind: ShardFileKind,
  shard: number,
  lines: readonly string[],
): Promise<void> {
  if (lines.length === 0) return;
  const { key, write } = shardFileOf(run.folder, kind, shard, 0);
  await write(key, await gzipLines(lines), { rows: String(lines.length) });
}
