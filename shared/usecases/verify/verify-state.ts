import type { RunUse } from '../../domain/runs/run-cost.ts';
import type { DrainState } from '../runs/drain.ts';
import type { SpoolState } from '../runs/spool-state.ts';

/**
 * What a run is at, in this order:
 * - `expected`: it reads the journal and the newest inventory; `found`: it lists the bucket
 * - `check`: it compares the two, shard by shard, and reads what is to be read
 * - `send`: it sends jobs for what has no good copy; `drain`: it waits for them
 * - `settle`: it waits for journal entries of objects that were under way; `later`: it reads the journal since its start
 * - `conclude`: it looks what has become of the problems; `report`: it writes the report
 */
export type VerifyPhase =
  | ('expected' | 'found' | 'check' | 'send' | 'drain')
  | ('settle' | 'later' | 'conclude' | 'report');

/** What a run has counted so far. */
export interface VerifyCounts {
  /** Keys that are to be there, each once, and their bytes. */
  readonly expected: number;
  readonly expected_bytes: number;
  readonly found: number;
  readonly found_bytes: number;
  readonly read: number;
  readonly read_bytes: number;
  readonly unread: number;
  /** Bytes of objects that were chosen to be read. */
  readonly chosen_bytes: number;
  readonly missing: number;
  readonly different: number;
  readonly corrupt: number;
  /** Of the problems, those with a good copy. */
  readonly mended: number;
  /** Objects that nothing has told of so far. */
  readonly unrecorded: number;
}

export const NOTHING_COUNTED: VerifyCounts = {
  expected: 0,
  expected_bytes: 0,
  found: 0,
  found_bytes: 0,
  read: 0,
  read_bytes: 0,
  unread: 0,
  chosen_bytes: 0,
  missing: 0,
  different: 0,
  corrupt: 0,
  mended: 0,
  unrecorded: 0,
};

/** What a verify run hands from step to step. */
export interface VerifyState {
  readonly v: 1;
  readonly phase: VerifyPhase;
  readonly counts: VerifyCounts;
  /** Of AWS, in all steps so far. */
  readonly use: RunUse;
  /** How far the reading of the phase has come: of journal, bucket, or a shard's objects. */
  readonly spool?: SpoolState;
  /** How many steps the spools of earlier phases have made. */
  readonly steps: { readonly expected: number; readonly found: number; readonly later: number };
  /** The next shard of the phase. */
  readonly shard: number;
  /** When the listing of the bucket had come to its end. */
  readonly listedUntil?: string;
  /** When the last job was sent; absent where none was. */
  readonly lastSentAt?: string;
  readonly drain?: DrainState;
}

/** The state at the beginning of a phase. */
export function enter(state: VerifyState, phase: VerifyPhase): VerifyState {
  const { spool: _spool, drain: _drain, ...rest } = state;
  return { ...rest, phase, shard: 0 };
}

/** How many problems there are. */
export function problemsIn({ missing, different, corrupt }: VerifyCounts): number {
  return missing + different + corrupt;
}
