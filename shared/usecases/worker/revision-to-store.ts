import type { AssetReference } from '#shared/domain/asset/asset.ts';
import type { Revision } from '#shared/domain/asset/revision.ts';
import { alternativeRevisionKey, type ObjectKey, revisionKey } from '#shared/domain/bucket/bucket-layout.ts';
import { publicIdBytes } from '#shared/domain/bucket/public-id-encoding.ts';
import type { SourceKind } from '#shared/domain/journal/journal-entry.ts';
import type { Instant } from '#shared/domain/text/instant.ts';
import type { ObjectAttributes, StoredObject } from '../object-store.ts';
import type { Expectation } from '../sink/verified-chunks.ts';

/** A revision that belongs in the bucket, and the event that it comes from. */
export interface RevisionToStore {
  readonly cloud: string;
  readonly asset: AssetReference;
  readonly revision: Revision;
  readonly at: Instant;
  /** The object under {@link keyFor} is known to hold other bytes, whatever S3 says about it. */
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

/** The key for a revision if {@link keyFor} holds other bytes. */
export function alternativeKeyFor(what: RevisionToStore, md5: string): ObjectKey {
  return alternativeRevisionKey(what.cloud, what.asset, what.revision, md5);
}

/** Whether an object holds the expected bytes, judging by its length and MD5. */
export function holds(object: StoredObject, expected: Expectation): boolean {
  return object.bytes === expected.bytes && (expected.md5 === undefined || expected.md5 === object.md5);
}

/** S3 limits metadata to 2 KB in all. A longer public_id is left out; the journal has it. */
const MAX_PUBLIC_ID_BYTES = 1200;
const CONTENT_TYPE = /^[\w.+-]{1,100}\/[\w.+-]{1,100}(?:; ?[\w-]{1,50}=[\w.-]{1,50})?$/;

/** An id as a header can carry it; Cloudinary's are 32 hex characters, which stay as they are. */
function asHeader(id: string): string {
  return encodeURIComponent(id.toWellFormed()).slice(0, 64);
}

/**
 * The attributes of a revision's object. They preserve its identity even without the journal.
 *
 * @param contentType what the source reported
 * @param writtenBy request id and log stream of the function
 */
export function objectAttributes(
  { asset, revision, at }: RevisionToStore,
  source: SourceKind,
  contentType: string | undefined,
  writtenBy: Readonly<Record<string, string>>,
): ObjectAttributes {
  const publicId = publicIdBytes(asset.public_id);
  return {
    contentType: contentType !== undefined && CONTENT_TYPE.test(contentType) ? contentType : 'application/octet-stream',
    metadata: {
      ...(asset.asset_id !== undefined && { 'asset-id': asHeader(asset.asset_id) }),
      ...(revision.version_id !== undefined && { 'version-id': asHeader(revision.version_id) }),
      ...(publicId.length <= MAX_PUBLIC_ID_BYTES && { 'public-id': Buffer.from(publicId).toString('base64url') }),
      ...(revision.etag !== undefined && { md5: revision.etag }),
      source,
      'event-time': at,
      ...writtenBy,
    },
  };
}
