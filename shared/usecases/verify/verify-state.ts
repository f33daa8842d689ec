import * as z from 'zod/mini';
import type { ShardFileKind } from '#shared/domain/bucket/bucket-layout.ts';
import { count } from '#shared/domain/runs/document-fields.ts';
import { VERIFY_COUNTS, type VerifyReport, type VerifyStarted } from '#shared/domain/verify/verify-documents.ts';
import { gunzipLines, gzipLines } from '../runs/gzip-lines.ts';
import type { PhaseResult, Run, RunState } from '../runs/run.ts';
import type { RunDependencies } from '../runs/run-dependencies.ts';
import { shardFileOf } from '../runs/run-file.ts';
import { RUN_INPUT } from '../runs/step-event.ts';

/** The input of an execution of the verify state machine. */
export const VERIFY_INPUT = z.strictObject({
  ...RUN_INPUT,
  /** Which part of the objects to read and hash: `n/t`, a percentage like `5%`, or bytes like `10GB`. */
  readData: z.optional(z.string()),
  /** Whether to queue jobs for what is missing or damaged; true by default. */
  mend: z.optional(z.boolean()),
});
export type VerifyInput = z.infer<typeof VERIFY_INPUT>;

/** What a step of a verify run needs from outside. */
export interface VerifyDependencies extends RunDependencies {
  /** Publishes metrics, and logs every problem. */
  publish(report: VerifyReport): Promise<void>;
  /**
   * How long after an object its journal entry may be written, in seconds: as long as a worker may run. By default 960.
   */
  readonly waitSeconds?: number;
}

/**
 * The phases of a run, in their order:
 * - `marks`: compare the bucket with what earlier runs found there
 * - `expected`: read the journal and the newest inventory; `found`: list the bucket
 * - `check`: compare the two, shard by shard, and read what was chosen
 * - `send`: queue jobs for what has no good copy; `drain`: wait for them
 * - `wait`: wait for journal entries of objects that were in progress; `later`: read the journal since the start
 * - `conclude`: find out the outcome of each problem; `report`: write the report
 */
export type VerifyPhase =
  | ('marks' | 'expected' | 'found' | 'check' | 'send' | 'drain')
  | ('wait' | 'later' | 'conclude' | 'report');

/** What a run has counted so far. */
export const verifyCountsSchema = z.object({
  ...VERIFY_COUNTS,
  unread: count,
  /** Bytes of the objects that were chosen for reading. */
  chosen_bytes: count,
});
export type VerifyCounts = Readonly<z.infer<typeof verifyCountsSchema>>;
export const NOTHING_COUNTED = Object.fromEntries(
  Object.keys(verifyCountsSchema.shape).map((name) => [name, 0]),
) as VerifyCounts; // each name is there

/** What a verify run hands from step to step. */
export interface VerifyState extends RunState<VerifyPhase> {
  readonly counts: VerifyCounts;
  /** When the listing of the bucket was complete. */
  readonly listedUntil?: string;
}

/** The types of verify. */
export interface VerifyTypes {
  readonly input: VerifyInput;
  readonly started: VerifyStarted;
  readonly on: VerifyDependencies;
  readonly state: VerifyState;
  readonly report: VerifyReport;
}

/** One invocation of a verify run. */
export type VerifyRun = Run<VerifyTypes>;
/** What a phase of verify returns. */
export type VerifyResult = PhaseResult<VerifyState, VerifyReport>;

/** How many problems there are. */
export function problemsIn({ missing, different, corrupt }: VerifyCounts): number {
  return missing + different + corrupt;
}

/** Whether there is anything to mend. */
export function isMendable({ started }: VerifyRun, { counts }: VerifyState): boolean {
  return started.mend && problemsIn(counts) > counts.mended;
}

/** The lines that a run has written for a shard, all at once; none if there is no such file. */
export async function readLines({ folder }: VerifyRun, kind: ShardFileKind, shard: number): Promise<readonly string[]> {
  const object = await folder.store.read(shardFileOf(folder, kind, shard, 0).key, folder.signal);
  return object === undefined ? [] : gunzipLines(object.body);
}

/** Writes the lines of a shard, if there are any; those of an earlier attempt stay. */
export async function writeLines(
  { folder }: VerifyRun,
  kind: ShardFileKind,
  shard: number,
  lines: readonly string[],
): Promise<void> {
  if (lines.length === 0) return;
  await shardFileOf(folder, kind, shard, 0).write(await gzipLines(lines), { rows: String(lines.length) });
}
