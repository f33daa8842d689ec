import type { RunTally } from '../../domain/inventory/inventory-documents.ts';
import { addToTally, NO_TALLY } from '../../domain/inventory/run-tally.ts';
import type { DrainState } from '../runs/drain.ts';
import type { SpoolState } from '../runs/spool-state.ts';
import type { LibraryUsage } from './library-listing.ts';

/**
 * The phases of a run, in their order: list the library, take in the journal, compare shard by shard, wait until what was
 * missing is copied, take in what the journal says of that, write the rows, finish.
 */
export type InventoryPhase = 'list' | 'journal' | 'compare' | 'drain' | 'journal-again' | 'settle' | 'finish';

/** What an inventory run hands from step to step: small, whatever the size of the library. Times are ISO 8601. */
export interface InventoryState {
  readonly v: 1;
  readonly phase: InventoryPhase;
  readonly shards: number;
  /** When the newest finished run was started. */
  readonly previous?: string;
  readonly usage?: LibraryUsage;
  readonly uploadsAborted: number;
  readonly listing: SpoolState;
  readonly listedUntil?: string;
  readonly journal: SpoolState;
  /** The shard that is next, and whether its jobs are sent already. */
  readonly compare: { readonly shard: number; readonly sent: boolean };
  /** When the journal had been read for comparing. */
  readonly comparedFrom?: string;
  /** What comparing has come to, and calls beside the listings. */
  readonly tally: RunTally;
  readonly settle: { readonly shard: number };
  /** When a job was last sent. */
  readonly lastSentAt?: string;
  readonly room?: DrainState;
  readonly drain?: DrainState;
  readonly quota?: { readonly limit: number; readonly remaining: number; readonly resetsAt: string };
  /** Failures in a row without any progress between them. */
  readonly failures: number;
  /** Steps so far, and the seconds that the function worked in them. */
  readonly steps: number;
  readonly workedSeconds: number;
}

/** All that a run has come to so far. */
export function tallyOf({ listing, journal, tally }: Pick<InventoryState, 'listing' | 'journal' | 'tally'>): RunTally {
  return addToTally(addToTally(addToTally(NO_TALLY, listing.counts), journal.counts), tally);
}
