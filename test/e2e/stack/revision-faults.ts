import { createHash } from 'node:crypto';
import type { AcceptedUpload } from '#local/cloudinary/library/logs.ts';
import { parseRevisionFileName, REVISIONS_PREFIX } from '#shared/domain/bucket/bucket-layout.ts';
import type { JournalEntry, RevisionEntry } from '#shared/domain/journal/journal-entry.ts';
import type { DeployedStack } from './deployed-stack.ts';

/** An object under `pipeline/res/`, with the MD5 of the bytes that were read back. */
export interface HashedObject {
  readonly key: string;
  readonly assetId: string | undefined;
  readonly version: number;
  readonly md5: string;
}

/** Bytes that were uploaded as a version of an asset. */
export type UploadedBytes = Pick<AcceptedUpload, 'asset_id' | 'version' | 'md5'>;

/** Reads and hashes one object. */
export async function hashObject(stack: DeployedStack, key: string): Promise<HashedObject> {
  const { bytes, metadata } = await stack.read(key);
  const file = parseRevisionFileName(key.slice(key.lastIndexOf('/') + 1));
  return {
    key,
    assetId: metadata['asset-id'],
    version: file?.version ?? Number.NaN,
    md5: createHash('md5').update(bytes).digest('hex'),
  };
}

/** Every revision of a cloud in the bucket, hashed. */
export async function hashObjects(stack: DeployedStack, cloud: string): Promise<HashedObject[]> {
  const objects: HashedObject[] = [];
  for (const key of await stack.keys(`${REVISIONS_PREFIX}${cloud}/`)) objects.push(await hashObject(stack, key));
  return objects;
}

/** The least that must be recorded of a revision that is not in the bucket. */
function isLostWithProof({ outcome, reason, proof }: RevisionEntry): boolean {
  return outcome === 'lost' && reason !== undefined && proof !== undefined;
}

/** What happened to all revisions that ever existed. */
export interface RevisionAccount {
  readonly stored: number;
  readonly lost: number;
  /** Revisions that are neither in the bucket nor recorded as lost, in words. */
  readonly faults: string[];
}

/**
 * Compares every revision that Cloudinary ever had with the bucket: current ones must be there; replaced or deleted ones
 * must be there or be recorded as lost, with a reason and a proof.
 *
 * @param uploads what Cloudinary accepted, with the MD5 of the bytes
 */
export function accountForRevisions(
  uploads: readonly AcceptedUpload[],
  objects: readonly HashedObject[],
  journal: readonly JournalEntry[],
): RevisionAccount {
  const nameOf = (assetId: string | undefined, version: number, md5: string | undefined) =>
    `${assetId}/${version}/${md5}`;
  const there = new Map(objects.map((object) => [nameOf(object.assetId, object.version, object.md5), object.key]));
  const recorded = Map.groupBy(
    journal.filter((entry) => entry.kind === 'revision'),
    ({ asset_id, version, etag }) => nameOf(asset_id, version, etag),
  );
  const underNewNames = new Set(
    journal.flatMap((entry) =>
      entry.kind === 'renamed' && entry.revision?.key !== undefined ? [entry.revision.key] : [],
    ),
  );
  const account = { stored: 0, lost: 0, faults: [] as string[] };
  for (const upload of uploads) {
    const name = nameOf(upload.asset_id, upload.version, upload.md5);
    const isCurrent = upload.supersededAt === undefined && upload.deletedAt === undefined;
    const entries = recorded.get(name) ?? [];
    const key = there.get(name);
    if (key !== undefined) {
      account.stored += 1;
      const isStored = entries.some(({ outcome }) => outcome === 'stored' || outcome === 'already-stored');
      if (!isStored && !underNewNames.has(key))
        account.faults.push(`${upload.public_id} ${name}: in the bucket, but the journal does not say so`);
    } else if (isCurrent) {
      account.faults.push(`${upload.public_id} ${name}: current at Cloudinary, but not in the bucket`);
    } else if (entries.some(isLostWithProof)) account.lost += 1;
    else account.faults.push(`${upload.public_id} ${name}: neither in the bucket nor recorded as lost with proof`);
  }
  return account;
}

/**
 * Objects whose bytes were never uploaded as that version of that asset, in words.
 *
 * @param movesVersions an asset may get another version without an upload; then only its bytes decide
 */
export function foreignObjects(
  uploads: readonly UploadedBytes[],
  objects: readonly HashedObject[],
  movesVersions = false,
): string[] {
  const nameOf = (assetId: string | undefined, version: number, md5: string) =>
    movesVersions ? `${assetId}/${md5}` : `${assetId}/${version}/${md5}`;
  const uploaded = new Set(uploads.map(({ asset_id, version, md5 }) => nameOf(asset_id, version, md5)));
  return objects
    .filter(({ assetId, version, md5 }) => !uploaded.has(nameOf(assetId, version, md5)))
    .map(({ key, md5 }) => `${key}: bytes with MD5 ${md5} were never uploaded as this revision`);
}
