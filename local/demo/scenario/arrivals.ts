import { secondsText } from '../display/amount-text.ts';
import type { BucketReader } from '../verification/backup-bucket.ts';
import type { JournalReader } from '../verification/journal-reader.ts';
import type { ExpectedChange } from './expected-change.ts';
import type { ExpectedRevision } from './expected-revision.ts';
import { until } from './until.ts';

/** Whether something came, and how to say it. */
export interface Arrival {
  readonly came: boolean;
  readonly text: string;
}

const OBJECT_INTERVAL_MS = 20;
const JOURNAL_INTERVAL_MS = 100;
/** Far beyond what is promised: what has not come by then will not. */
const TIMEOUT_MS = 30_000;
/** When one thing has not come, the others need not be waited for as long. */
const TIMEOUT_AFTER_FAILURE_MS = 2_000;

/** Waits for what must come, and notes the time that it took. */
export class Arrivals {
  readonly #bucket: BucketReader;
  readonly #journal: JournalReader;
  readonly #signal: AbortSignal;
  #timeoutMs: number;

  constructor(bucket: BucketReader, journal: JournalReader, signal: AbortSignal, timeoutMs = TIMEOUT_MS) {
    this.#bucket = bucket;
    this.#journal = journal;
    this.#signal = signal;
    this.#timeoutMs = timeoutMs;
  }

  /** Called at Cloudinary's answer; resolves when the object can be seen. */
  async inBucket(revision: ExpectedRevision): Promise<Arrival> {
    const seconds = await this.#until(() => this.#bucket.has(revision.key), OBJECT_INTERVAL_MS);
    if (seconds === undefined) return { came: false, text: 'not in the bucket' };
    revision.seconds = seconds;
    return { came: true, text: `in the bucket after ${secondsText(seconds)}` };
  }

  /** Called at Cloudinary's answer; resolves when the journal tells the change. */
  async inJournal(change: ExpectedChange): Promise<Arrival> {
    const isTold = async () => (await this.#journal.entries()).some(change.isToldBy);
    const seconds = await this.#until(isTold, JOURNAL_INTERVAL_MS);
    if (seconds === undefined) return { came: false, text: 'not in the journal' };
    change.seconds = seconds;
    return { came: true, text: `in the journal after ${secondsText(seconds)}` };
  }

  async #until(isSo: () => Promise<boolean>, intervalMs: number): Promise<number | undefined> {
    const seconds = await until(isSo, { timeoutMs: this.#timeoutMs, intervalMs, signal: this.#signal });
    if (seconds === undefined) this.#timeoutMs = Math.min(this.#timeoutMs, TIMEOUT_AFTER_FAILURE_MS);
    return seconds;
  }
}
