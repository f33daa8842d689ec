import type { SelectionRules } from '#shared/domain/asset/selection-rules.ts';
import type { Job } from '#shared/domain/jobs/job.ts';
import type { Unrecorded } from '#shared/domain/journal/journal-entry.ts';
import type { Lane } from '../lane.ts';
import type { ObjectStore } from '../object-store.ts';
import type { ProductEnvironment } from './product-environment.ts';

/** One product environment as the worker deals with it. */
export interface WorkerCloud {
  readonly environment: ProductEnvironment;
  readonly rules: SelectionRules;
  /** Whether Cloudinary's own backup writes to the same bucket. */
  readonly nativeBackup: boolean;
}

/** What work on one message needs to know beside the message. */
export interface WorkContext {
  readonly cloud: WorkerCloud;
  /** Which queue the message came by. */
  readonly lane: Lane;
  readonly store: ObjectStore;
  /** Goes into the metadata of every object that the message leads to. */
  readonly writtenBy: Readonly<Record<string, string>>;
  /** How often the message was received; 1 for the first time. */
  readonly receiveCount: number;
  /** Look before fetching: bytes that may be there already are not fetched twice. */
  readonly mayBeStored: boolean;
  /** Aborts when the function's time is nearly up, with a PipelineError `out-of-time`. */
  readonly signal: AbortSignal;
}

/** What a message comes to: lines for the journal, or a job that the large queue has the time for. */
export interface JobResult {
  readonly entries: readonly Unrecorded[];
  readonly forwarded?: Job;
}
