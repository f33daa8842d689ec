import type { SelectionRules } from '../../domain/asset/selection-rules.ts';
import type { ObjectStore } from '../object-store.ts';
import type { ProductEnvironment } from './product-environment.ts';

/** One product environment as the worker deals with it. */
export interface WorkerCloud {
  readonly environment: ProductEnvironment;
  readonly rules: SelectionRules;
  /** Whether Cloudinary's own backup writes to the same bucket. */
  readonly nativeBackup: boolean;
}

/** Which queue a message came by: large revisions have one of their own, with more time. */
export type Lane = 'live' | 'bulk' | 'large';

/** What work on one message needs to know beside the message. */
export interface WorkContext {
  readonly cloud: WorkerCloud;
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
