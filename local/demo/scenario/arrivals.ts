import { secondsText } from '../display/format.ts';
import type { BucketReader } from '../verification/backup-bucket.ts';
import type { JournalReader } from '../verification/journal-reader.ts';
import type { ExpectedChange, ExpectedRevision } from './expectations.ts';
import { until } from './until.ts';

/** Whether something came, and how to say it. */
export interface Arrival {
  readonly came: boolean;
  readonly text: string;
}

const OBJECT_INTERVAL_MS = 20;
const JOURNAL_INTERVAL_MS = 100;
/** Far beyond what is promised: what has not arrived within it never will. In ms. */
const TIMEOUT_MS = 30_000;
/** When one thing has not come, the others need not be waited for as long. */
const TIMEOUT_AFTER_FAILURE_MS = 2_000;

/** Waits for what must come, and notes the time that it took. */
export interface Arrivals {
  /** Called at Cloudinary's answer; resolves when the object can be seen. */
  inBucket(revision: ExpectedRevision): Promise<Arrival>;
  /** Called at Cloudinary's answer; resolves when the journal records the change. */
  inJournal(change: ExpectedChange): Promise<Arrival>;
}

/** Where to look for what must come. */
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
    where: string,
    intervalMs: number,
    isSo: () => Promise<boolean>,
  ): Promise<Arrival> => {
    const seconds = await until(isSo, { timeoutMs: patienceMs, intervalMs, signal });
    if (seconds === undefined) {
      patienceMs = Math.min(patienceMs, TIMEOUT_AFTER_FAILURE_MS);
      return { came: false, text: `not ${where}` };
    }
    expected.seconds = seconds;
    return { came: true, text: `${where} after ${secondsText(seconds)}` };
  };
  return {
    inBucket: (revision) => arrive(revision, 'in the bucket', OBJECT_INTERVAL_MS, () => bucket.has(revision.key)),
    inJournal: (change) =>
      arrive(change, 'in the journal', JOURNAL_INTERVAL_MS, async () =>
        (await journal.entries()).some(change.isRecordedBy),
      ),
  };
}
