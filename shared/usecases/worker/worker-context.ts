import type { SelectionRules } from '#shared/domain/asset/selection-rules.ts';
import type { Job } from '#shared/domain/jobs/job.ts';
import type { RetryPolicy } from '#shared/domain/jobs/retry-delay.ts';
import type { Unrecorded } from '#shared/domain/journal/journal-entry.ts';
import type { BucketReader } from '../bucket-reader.ts';
import type { ObjectStore } from '../object-store.ts';
import type { QueueName } from '../queue-name.ts';
import type { CloudApi } from './cloud-api.ts';

/** The bucket: revisions are added, and the journal is read, too. */
export type WorkerStore = ObjectStore & Pick<BucketReader, 'keys' | 'read'>;

/** One cloud, as the worker handles it. */
export interface WorkerCloud {
  readonly api: CloudApi;
  readonly rules: SelectionRules;
  /** Whether Cloudinary's own backup writes to the same bucket. */
  readonly nativeBackup: boolean;
}

/** What the work on a message needs besides the message. */
export interface WorkContext {
  readonly cloud: WorkerCloud;
  /** The queue of the message. */
  readonly queue: QueueName;
  readonly store: WorkerStore;
  readonly retry: RetryPolicy;
  /** Goes into the metadata of every object that is written for the message. */
  readonly writtenBy: Readonly<Record<string, string>>;
  /** 1 for the first; waits do not count. */
  readonly attempt: number;
  /** Whether to look in the bucket before fetching, so that stored bytes are not fetched again. */
  readonly mayBeStored: boolean;
  /** Cloudinary has just described the asset: it existed. */
  readonly isDescribed?: true;
  /** Aborts with a PipelineError `out-of-time` when the function's time is nearly up. */
  readonly signal: AbortSignal;
  now(): Date;
}

/** The result of a job: lines for the journal, or a job for the large queue, whose worker has enough time. */
export interface JobResult {
  readonly entries: readonly Unrecorded[];
  readonly forwarded?: Job;
}
