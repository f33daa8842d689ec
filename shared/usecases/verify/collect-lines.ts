import { journalKeyBefore } from '../../domain/bucket/bucket-layout.ts';
import type { JournalEntry } from '../../domain/journal/journal-entry.ts';
import { shardOf } from '../../domain/runs/shards.ts';
import { instantOfDate } from '../../domain/text/instant.ts';
import { laterToldOf } from '../../domain/verify/later-told.ts';
import { journalSource } from '../runs/journal-source.ts';
import { startOfSpool } from '../runs/spool-state.ts';
import { expectedSource, startOfExpected } from './expected-source.ts';
import { foundSource, startOfFound } from './found-source.ts';
import { inventoryManifest } from './newest-inventory.ts';
import { runSpool } from './run-spool.ts';
import type { VerifyPhaseWork } from './verify-run.ts';
import { enter } from './verify-state.ts';

/**
 * Pages of the journal, a thousand objects each, or of an inventory, ten thousand rows each, that are held in memory until
 * they are written.
 */
const JOURNAL_PAGES_PER_STEP = 5;
/** Pages of the bucket's listing, a thousand keys each. */
const LISTING_PAGES_PER_STEP = 100;
/** A journal's keys are in the order of its writers' clocks: what was written in this time may lie behind what was read. */
const OUT_OF_ORDER_MS = 3_600_000;

/** Reads what is to be in the bucket: the whole journal, and the newest finished inventory. */
export const collectExpected: VerifyPhaseWork = async (run, state) => {
  const { cloud, started, dependencies } = run;
  const { inventory: startedAt, shards } = started;
  const manifest = startedAt === undefined ? undefined : await inventoryManifest(cloud, startedAt, dependencies);
  const inventory = manifest && { startedAt: manifest.started_at, parts: manifest.parts };
  const source = expectedSource({ ...dependencies, cloud, shards, inventory });
  const from = state.spool ?? startOfSpool(startOfExpected(cloud));
  const spool = await runSpool(run, { kind: '_expected', source, pagesPerStep: JOURNAL_PAGES_PER_STEP }, from);
  if (!spool.ended) return { next: 'continue', state: { ...state, spool } };
  return { next: 'continue', state: enter({ ...state, steps: { ...state.steps, expected: spool.step } }, 'found') };
};

/**
 * Lists the bucket. It comes after the journal was read: a revision is in the bucket before the journal tells of it, so
 * that whatever the journal told of is listed, unless it is missing.
 */
export const collectFound: VerifyPhaseWork = async (run, state) => {
  const { cloud, started, dependencies } = run;
  const source = foundSource(cloud, started.shards, dependencies);
  const from = state.spool ?? startOfSpool(startOfFound(cloud));
  const spool = await runSpool(run, { kind: '_found', source, pagesPerStep: LISTING_PAGES_PER_STEP }, from);
  if (!spool.ended) return { next: 'continue', state: { ...state, spool } };
  const { found = 0, found_bytes = 0 } = spool.counts;
  const listed = {
    ...state,
    counts: { ...state.counts, found, found_bytes },
    steps: { ...state.steps, found: spool.step },
    listedUntil: dependencies.now().toISOString(),
  };
  return { next: 'continue', state: enter(listed, 'check') };
};

/** Reads what the journal tells of since the run began. */
export const collectLater: VerifyPhaseWork = async (run, state) => {
  const { cloud, started, dependencies } = run;
  const startedAt = new Date(started.started_at);
  const since = instantOfDate(startedAt);
  const linesOf = (entry: JournalEntry) =>
    laterToldOf(entry, since).map((told) => ({
      shard: shardOf(told.key, started.shards),
      text: JSON.stringify(told),
    }));
  const source = journalSource({ ...dependencies, cloud, linesOf, countsOf: () => ({}) });
  const from = new Date(startedAt.getTime() - OUT_OF_ORDER_MS).toISOString();
  const start = state.spool ?? startOfSpool(journalKeyBefore(cloud, from));
  const spool = await runSpool(run, { kind: '_later', source, pagesPerStep: JOURNAL_PAGES_PER_STEP }, start);
  if (!spool.ended) return { next: 'continue', state: { ...state, spool } };
  return { next: 'continue', state: enter({ ...state, steps: { ...state.steps, later: spool.step } }, 'conclude') };
};
