import type { ObjectKey } from '../../domain/bucket/bucket-layout.ts';
import type { ByteSource } from '../byte-source.ts';
import type { ObjectAttributes, ObjectStore, PutResult } from '../object-store.ts';
import type { Digests, Expectation } from './expectation.ts';

/** One write: where to, what exactly, and until when. */
export interface SinkWrite {
  readonly store: ObjectStore;
  readonly key: ObjectKey;
  readonly source: ByteSource;
  readonly expected: Expectation;
  readonly attributes: ObjectAttributes;
  readonly signal: AbortSignal;
}

/** Whether the object is ours, and what the bytes were where they have all been seen. */
export interface SinkResult {
  readonly result: PutResult;
  readonly digests?: Digests;
}
