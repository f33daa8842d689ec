import type { BucketReader } from '#local/verification/backup-bucket.ts';
import type { ExpectedChange, ExpectedRevision } from '#local/verification/expectations.ts';
import type { JournalReader } from '#local/verification/journal-reader.ts';
import { until } from '#local/verification/until.ts';
import { secondsText } from '#shared/domain/text/figure-text.ts';

/** Whether something arrived, and the text that says so. */
export interface Arrival {
  readonly came: boolean;
  readonly text: string;
}

const OBJECT_INTERVAL_MS = 20;
const JOURNAL_INTERVAL_MS = 100;
/** Far longer than anything should take. */
const TIMEOUT_MS = 30_000;
/** After one thing has not arrived, there is no need to wait as long for the others. */
const TIMEOUT_AFTER_FAILURE_MS = 2_000;

/** Waits for what must arrive, and records how long it took. */
export interface Arrivals {
  /** Called when Cloudinary has answered; resolves when the object is visible. */
  inBucket(revision: ExpectedRevision): Promise<Arrival>;
  /** Called when Cloudinary has answered; resolves when the journal records the change. */
  inJournal(change: ExpectedChange): Promise<Arrival>;
}

/** Where to look for what must arrive. */
export interface Places {
  readonly bucket: BucketReader;
  readonly journal: JournalReader;
  readonly signal: AbortSignal;
  readonly timeoutMs?: number;
}

export function arrivalsIn({ bucket, journal, signal, timeoutMs = TIMEOUT_MS }: Places): Arrivals {
  let patienceMs = timeoutMs;
  const arrive = async (
    expected: { seconds?: number },
    { done, missing }: { readonly done: string; readonly missing: string },
    intervalMs: number,
    isSo: () => Promise<boolean>,
  ): Promise<Arrival> => {
    const seconds = await until(isSo, { timeoutMs: patienceMs, intervalMs, signal });
    if (seconds === undefined) {
      patienceMs = Math.min(patienceMs, TIMEOUT_AFTER_FAILURE_MS);
      return { came: false, text: missing };
    }
    expected.seconds = seconds;
    return { came: true, text: `${done} in ${secondsText(seconds)}` };
  };
  return {
    inBucket: (revision) =>
      arrive(revision, { done: 'stored', missing: 'not in the bucket' }, OBJECT_INTERVAL_MS, () =>
        bucket.has(revision.key),
      ),
    inJournal: (change) =>
      arrive(change, { done: 'recorded', missing: 'not in the journal' }, JOURNAL_INTERVAL_MS, async () =>
        (await journal.entries()).some(change.isRecordedBy),
      ),
  };
}
