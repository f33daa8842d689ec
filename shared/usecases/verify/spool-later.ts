import { journalKeyBefore } from '#shared/domain/bucket/bucket-layout.ts';
import { instantOfDate } from '#shared/domain/text/instant.ts';
import { laterRecordsOf } from '#shared/domain/verify/later-record.ts';
import { journalSource } from '../runs/journal-source.ts';
import { spoolShards } from '../runs/spool-shards.ts';
import { spoolLine } from '../runs/spool-source.ts';
import { JOURNAL_PAGES_PER_STEP } from './spool-expected.ts';
import { isMendable, type VerifyResult, type VerifyRun, type VerifyState } from './verify-state.ts';

/** A journal's keys are in the order of its writers' clocks, so this much of it is read again. */
const OUT_OF_ORDER_MS = 3_600_000;

/** Reads what the journal has recorded since the run began, if that can change the report. */
export async function spoolLater(run: VerifyRun, state: VerifyState): Promise<VerifyResult> {
  if (!isMendable(run, state) && state.counts.unrecorded === 0) return { next: 'next-phase', state };
  const { cloud, started, on } = run;
  const startedAt = new Date(started.started_at);
  const since = instantOfDate(startedAt);
  const source = journalSource({
    ...on,
    cloud,
    linesOf: (entry) => laterRecordsOf(entry, since).map((record) => spoolLine(record.key, record, started.shards)),
  });
  const start = journalKeyBefore(cloud, new Date(startedAt.getTime() - OUT_OF_ORDER_MS).toISOString());
  return spoolShards(run, state, { kind: '_later', source, start, pagesPerStep: JOURNAL_PAGES_PER_STEP });
}
