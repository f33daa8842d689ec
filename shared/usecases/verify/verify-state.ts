import * as z from 'zod/mini';
import type { ShardFileKind } from '#shared/domain/bucket/bucket-layout.ts';
import { count } from '#shared/domain/runs/run-documents.ts';
import { VERIFY_COUNTS, type VerifyReport, type VerifyStarted } from '#shared/domain/verify/verify-documents.ts';
import { gunzipLines, gzipLines } from '../runs/gzip-lines.ts';
import type { PhaseResult, Run, RunState } from '../runs/run.ts';
import type { RunDependencies } from '../runs/run-dependencies.ts';
import { shardFileOf } from '../runs/run-file.ts';
import { RUN_INPUT } from '../runs/step-event.ts';

/** What an execution of verify may be started with. */
export const VERIFY_INPUT = z.strictObject({
  ...RUN_INPUT,
  /** What part of the objects to read and hash: `n/t`, a percentage like `5%`, or bytes like `10GB`. */
  readData: z.optional(z.string()),
  /** Whether to fetch again what is missing or different; true where it is left out. */
  mend: z.optional(z.boolean()),
});
export type VerifyInput = z.infer<typeof VERIFY_INPUT>;

/** What a step of verify needs from outside. */
export interface VerifyDependencies extends RunDependencies {
  /** Publishes metrics and, where something is wrong, logs every problem. */
  publish(report: VerifyReport): Promise<void>;
  /** How long after an object its journal entry may be written, in seconds: as long as a worker may work. By default 960. */
  readonly settleSeconds?: number;
}

/**
 * The phases of a run, in their order:
 * - `expected`: read the journal and the newest inventory; `found`: list the bucket
 * - `check`: compare the two, shard by shard, and read what was chosen
 * - `send`: send jobs for what has no good copy; `drain`: wait for them
 * - `settle`: wait for journal entries of objects that were in progress; `later`: read the journal since the start
 * - `conclude`: find out what has become of the problems; `report`: write the report
 */
export type VerifyPhase =
  | ('expected' | 'found' | 'check' | 'send' | 'drain')
  | ('settle' | 'later' | 'conclude' | 'report');

/** What a run has counted so far. */
export const verifyCountsSchema = z.object({
  ...VERIFY_COUNTS,
  unread: count,
  /** Bytes of objects that were chosen to be read. */
  chosen_bytes: count,
});
export type VerifyCounts = Readonly<z.infer<typeof verifyCountsSchema>>;
export const NOTHING_COUNTED = Object.fromEntries(
  Object.keys(verifyCountsSchema.shape).map((name) => [name, 0]),
) as VerifyCounts; // each name is there

/** What a verify run hands from step to step. */
export interface VerifyState extends RunState<VerifyPhase> {
  readonly counts: VerifyCounts;
  /** When the listing of the bucket had come to its end. */
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

/** Whether there is something to fetch again. */
export function isMendable({ started }: VerifyRun, { counts }: VerifyState): boolean {
  return started.mend && problemsIn(counts) > counts.mended;
}

/** Lines that a run has written of a shard, at once; none where it had none to write. */
export async function readLines({ folder }: VerifyRun, kind: ShardFileKind, shard: number): Promise<readonly string[]> {
  const object = await folder.store.read(shardFileOf(folder, kind, shard, 0).key, folder.signal);
  return object === undefined ? [] : gunzipLines(object.body);
}

/** Writes the lines of a shard, where there are any; those of an earlier attempt stay. */
export async function writeLines(
  { folder }: VerifyRun,
  kind: ShardFileKind,
  shard: number,
  lines: readonly string[],
): Promise<void> {
  if (lines.length === 0) return;
  await shardFileOf(folder, kind, shard, 0).write(await gzipLines(lines), { rows: String(lines.length) });
}
