import type { AssetReference } from '../../domain/asset/asset.ts';
import type { Revision } from '../../domain/asset/revision.ts';
import { alternativeRevisionKey, type ObjectKey, revisionKey } from '../../domain/bucket/bucket-layout.ts';
import type { Instant } from '../../domain/text/instant.ts';
import type { StoredObject } from '../object-store.ts';
import type { Expectation } from '../sink/expectation.ts';

/** A revision that belongs into the bucket, and the event it comes from. */
export interface RevisionToStore {
  readonly cloud: string;
  readonly asset: AssetReference;
  readonly revision: Revision;
  readonly at: Instant;
  /** The object under {@link keyFor} is known to hold other bytes, whatever S3 says of it. */
  readonly damaged?: true;
}

export function expectationOf({ bytes, etag }: Revision): Expectation {
  return {
    bytes,
    ...(etag !== undefined && { md5: etag }),
  };
}

export function keyFor(what: RevisionToStore): ObjectKey {
  return revisionKey(what.cloud, what.asset, what.revision);
}

/** Where it goes when {@link keyFor} holds other bytes. */
export function alternativeKeyFor(what: RevisionToStore, md5: string): ObjectKey {
  return alternativeRevisionKey(what.cloud, what.asset, what.revision, md5);
}

/** Whether an object holds the expected bytes, as far as its length and MD5 tell. */
export function holds(object: StoredObject, expected: Expectation): boolean {
  return object.bytes === expected.bytes && (expected.md5 === undefined || expected.md5 === object.md5);
}
