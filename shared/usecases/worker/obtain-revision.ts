import { type AssetIdentity, identityText } from '#shared/domain/asset/asset.ts';
import type { CurrentAsset, Revision } from '#shared/domain/asset/revision.ts';
import { PipelineError } from '#shared/domain/errors.ts';
import type { RevisionJob } from '#shared/domain/jobs/job.ts';
import type { LossProof } from '#shared/domain/journal/journal-entry.ts';
import { keyFor } from './revision-to-store.ts';
import { type GivenUp, stillCurrent } from './still-current.ts';
import type { ByteOpener, StoredRevision } from './store-revision.ts';
import { nativeCopies, openerOfCopy, type StoredCopy, storedCopies } from './stored-copies.ts';
import { isRefusal, isStored, trySource } from './try-source.ts';
import type { WorkContext } from './worker-context.ts';

/** The result of the search for a revision's bytes. */
export type Obtained =
  | StoredRevision
  | { readonly outcome: 'lost'; readonly reason: string; readonly proof: LossProof }
  | GivenUp;

function downloadOf(what: RevisionJob, asset: AssetIdentity, context: WorkContext): ByteOpener {
  return {
    source: 'download',
    open: () => context.cloud.api.download(asset, what.revision.format, context.signal),
  };
}

/** Whether Cloudinary's current revision has the wanted bytes. */
function hasBytesOf(current: Revision, wanted: Revision): boolean {
  return current.etag !== undefined && wanted.etag !== undefined
    ? current.etag === wanted.etag && current.bytes === wanted.bytes
    : current.version === wanted.version;
}

/** What Cloudinary's answer about an asset proves if a revision could not be obtained. */
export function proofOf(current: CurrentAsset | undefined): LossProof {
  if (current === undefined) return { found: 'gone' };
  const { version, bytes, etag } = current.revision;
  if (current.placeholder) return { found: 'placeholder', version };
  return { found: 'other-revision', version, bytes, ...(etag !== undefined && { etag }) };
}

/** Why Cloudinary no longer has a revision, in words. */
const REASONS: Readonly<Record<LossProof['found'], string>> = {
  gone: 'deleted at Cloudinary before it was copied',
  placeholder: 'withdrawn at Cloudinary before it was copied',
  'other-revision': 'replaced at Cloudinary before it was copied',
};

/** Copies the wanted bytes from a revision that the bucket holds under another identity of the asset. */
async function copyWithinBucket(
  what: RevisionJob,
  identity: AssetIdentity,
  context: WorkContext,
  isCandidate: (copy: StoredCopy) => boolean = () => true,
): Promise<StoredRevision | undefined> {
  const { store, signal } = context;
  const { version, bytes, etag } = what.revision;
  for (const copy of await storedCopies(what.cloud, identity, store)) {
    // Without an MD5 to distinguish them, another version of the same length must not pass for this one.
    const mayMatch = copy.bytes === bytes && (etag !== undefined || copy.version === version);
    const isDamaged = what.damaged && copy.key === keyFor(what);
    if (!mayMatch || isDamaged || !isCandidate(copy)) continue;
    const copied = await trySource(what, openerOfCopy(copy, 'bucket', store, signal), context);
    if (isStored(copied)) return copied;
  }
  return undefined;
}

/** What Cloudinary said about an asset, if it has already been asked. */
export interface Asked {
  readonly current: CurrentAsset | undefined;
}

/**
 * Finds the exact bytes of a revision and stores them. It tries in this order: what the bucket holds under a former
 * name, Cloudinary's own copy in the bucket, the download endpoint, Cloudinary's backup. A revision counts as lost only
 * because of what Cloudinary says about the asset; the caller must confirm that.
 *
 * @throws PipelineError when trying again later can help
 */
export async function obtainRevision(what: RevisionJob, context: WorkContext, asked?: Asked): Promise<Obtained> {
  const { cloud, asset, revision, copiesUnder } = what;
  const { store, signal } = context;
  const { api, nativeBackup } = context.cloud;

  const copied = copiesUnder && (await copyWithinBucket(what, copiesUnder, context));
  if (copied !== undefined) return copied;
  if (nativeBackup) {
    for (const copy of await nativeCopies(cloud, asset, revision, store)) {
      const copied = await trySource(what, openerOfCopy(copy, 'native-copy', store, signal), context);
      if (isStored(copied)) return copied;
    }
  }

  const isAvailable = (asset: CurrentAsset | undefined): asset is CurrentAsset =>
    asset !== undefined && !asset.placeholder && hasBytesOf(asset.revision, revision);

  // If Cloudinary has named another revision as current, do not download: its bytes could have the same length.
  let from = downloadOf(what, asked?.current?.asset ?? asset, context);
  let downloaded: StoredRevision | PipelineError =
    asked === undefined || isAvailable(asked.current)
      ? await trySource(what, from, context)
      : new PipelineError('not-found', 'Cloudinary names another revision as the current one.');
  if (isStored(downloaded)) return downloaded;

  const current = await api.currentAsset(asset.asset_id === undefined ? asset : { asset_id: asset.asset_id }, signal);
  const renamedTo = current && identityText(current.asset) !== identityText(asset) ? current.asset : undefined;
  if (isAvailable(current) && renamedTo !== undefined) {
    from = downloadOf(what, renamedTo, context);
    downloaded = await trySource(what, from, context);
    if (isStored(downloaded)) return downloaded;
  }
  // If the bytes have been replaced since, a rename that overtook this upload may have stored them.
  const storedByRename =
    renamedTo && (await copyWithinBucket(what, renamedTo, context, ({ version }) => version === revision.version));
  if (storedByRename !== undefined) return storedByRename;

  const { version_id } = revision;
  const { asset_id } = asset;
  if (asset_id !== undefined && version_id !== undefined) {
    const open = () => api.downloadBackup(asset_id, version_id, signal);
    const backedUp = await trySource(what, { source: 'download-backup', open }, context);
    if (isStored(backedUp)) return backedUp;
    // A refused backup may exist. That makes no difference only if the download is refused, too.
    if (isRefusal(backedUp) && !(isAvailable(current) && isRefusal(downloaded))) throw backedUp;
  }

  if (isAvailable(current)) return stillCurrent(what, from, downloaded, context);
  const proof = proofOf(current);
  return { outcome: 'lost', reason: REASONS[proof.found], proof };
}
