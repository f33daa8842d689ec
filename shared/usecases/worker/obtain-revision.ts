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

/** A backup copy may lag behind its upload: this often a revision is looked for before it counts as lost. */
const ATTEMPTS_WITH_NATIVE_BACKUP = 5;

/** What became of the search for a revision's bytes. */
export type Obtained =
  | StoredRevision
  | { readonly outcome: 'lost'; readonly reason: string; readonly proof: LossProof }
  | GivenUp;

function downloadOf(what: RevisionJob, asset: AssetIdentity, context: WorkContext): ByteOpener {
  return {
    origin: 'download',
    open: () => context.cloud.environment.download(asset, what.revision.format, context.signal),
  };
}

/** Whether Cloudinary's current revision has the bytes that are looked for. */
function hasBytesOf(current: Revision, wanted: Revision): boolean {
  return current.etag !== undefined && wanted.etag !== undefined
    ? current.etag === wanted.etag && current.bytes === wanted.bytes
    : current.version === wanted.version;
}

function proofOf(current: CurrentAsset | undefined): LossProof {
  if (current === undefined) return { found: 'gone' };
  const { version, bytes, etag } = current.revision;
  if (current.placeholder) return { found: 'placeholder', version };
  return { found: 'other-revision', version, bytes, ...(etag !== undefined && { etag }) };
}

/** In words, why Cloudinary no longer has a revision. */
const REASONS: Readonly<Record<LossProof['found'], string>> = {
  gone: 'deleted at Cloudinary before it was copied',
  placeholder: 'withdrawn at Cloudinary before it was copied',
  'other-revision': 'replaced at Cloudinary before it was copied',
};

/** Copies what the bucket holds of the asset under another identity, where its bytes are those looked for. */
async function copyWithinBucket(
  what: RevisionJob,
  identity: AssetIdentity,
  context: WorkContext,
  isCandidate: (copy: StoredCopy) => boolean = () => true,
): Promise<StoredRevision | undefined> {
  const { store, signal } = context;
  const { version, bytes, etag } = what.revision;
  for (const copy of await storedCopies(what.cloud, identity, store)) {
    // Where no MD5 can tell them apart, another version of the same length must not pass for this one.
    const mayBeIt = copy.bytes === bytes && (etag !== undefined || copy.version === version);
    const isDamaged = what.damaged && copy.key === keyFor(what);
    if (!mayBeIt || isDamaged || !isCandidate(copy)) continue;
    const copied = await trySource(what, openerOfCopy(copy, 'bucket', store, signal), context);
    if (isStored(copied)) return copied;
  }
  return undefined;
}

/** What Cloudinary said of an asset, where it has been asked already. */
export interface Asked {
  readonly current: CurrentAsset | undefined;
}

/**
 * Finds the exact bytes of a revision and stores them: first what the bucket holds under a former name, then
 * Cloudinary's own copy in the bucket, then the download endpoint, then Cloudinary's backup. Only what Cloudinary says
 * of the asset makes a revision lost.
 *
 * @throws PipelineError when trying again later can help
 */
export async function obtainRevision(what: RevisionJob, context: WorkContext, asked?: Asked): Promise<Obtained> {
  const { cloud, asset, revision, copiesUnder } = what;
  const { store, signal } = context;
  const { environment, nativeBackup } = context.cloud;

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

  // Asked before, Cloudinary may have said that the newest revision is another: its bytes could have the same length.
  let from = downloadOf(what, asked?.current?.asset ?? asset, context);
  let downloaded: StoredRevision | PipelineError =
    asked === undefined || isAvailable(asked.current)
      ? await trySource(what, from, context)
      : new PipelineError('not-found', 'Cloudinary names another revision as the current one.');
  if (isStored(downloaded)) return downloaded;

  const current = await environment.currentAsset(
    asset.asset_id === undefined ? asset : { asset_id: asset.asset_id },
    signal,
  );
  const renamedTo = current && identityText(current.asset) !== identityText(asset) ? current.asset : undefined;
  if (isAvailable(current) && renamedTo !== undefined) {
    from = downloadOf(what, renamedTo, context);
    downloaded = await trySource(what, from, context);
    if (isStored(downloaded)) return downloaded;
  }
  // A rename that overtook this upload has brought the bytes, if they have been replaced since.
  const broughtByRename =
    renamedTo && (await copyWithinBucket(what, renamedTo, context, ({ version }) => version === revision.version));
  if (broughtByRename !== undefined) return broughtByRename;

  const { version_id } = revision;
  const { asset_id } = asset;
  if (asset_id !== undefined && version_id !== undefined) {
    const open = () => environment.downloadBackup(asset_id, version_id, signal);
    const backedUp = await trySource(what, { origin: 'download-backup', open }, context);
    if (isStored(backedUp)) return backedUp;
    // A backup that is refused may well be there. Only where the download is refused as well, it makes no difference.
    if (isRefusal(backedUp) && !(isAvailable(current) && isRefusal(downloaded))) throw backedUp;
  }

  if (isAvailable(current)) return stillCurrent(what, from, downloaded, context);
  if (nativeBackup && context.receiveCount < ATTEMPTS_WITH_NATIVE_BACKUP) throw downloaded;
  const proof = proofOf(current);
  return { outcome: 'lost', reason: REASONS[proof.found], proof };
}
