import type { AssetReference } from '#shared/domain/asset/asset.ts';
import type { AssetDetails, CurrentAsset, Revision } from '#shared/domain/asset/revision.ts';
import type { RenameJob, RevisionJob } from '#shared/domain/jobs/job.ts';
import type { RenamedEntry, Unrecorded } from '#shared/domain/journal/journal-entry.ts';
import { millisecondsOf } from '#shared/domain/text/instant.ts';
import { withoutUndefined } from '#shared/domain/text/without-undefined.ts';
import { backUpOrForward } from './back-up-revision.ts';
import { confirmAbsence } from './confirm-absence.ts';
import { storedCopies } from './stored-copies.ts';
import type { JobResult, WorkContext } from './worker-context.ts';

/** A version is a whole second, and may come from another clock than the time of the rename. */
const SLACK_SECONDS = 1;

function existedBefore(version: number, job: RenameJob): boolean {
  return version <= millisecondsOf(job.at) / 1000 + SLACK_SECONDS;
}

/** The asset's revision at the time of the rename, under its new name. */
interface RenamedRevision {
  readonly asset: AssetReference;
  readonly revision: Revision;
  readonly details: AssetDetails;
}

/** The revision that Cloudinary has now, unless the asset has been overwritten since the rename. */
function fromCloudinary(job: RenameJob, current: CurrentAsset | undefined): RenamedRevision | undefined {
  if (current === undefined || current.placeholder || !existedBefore(current.revision.version, job)) return undefined;
  const { to_public_id } = job.renamed;
  const renamedAgain = current.asset.public_id !== to_public_id;
  const asset = renamedAgain ? { ...job.asset, public_id: to_public_id } : current.asset;
  return { asset, revision: current.revision, details: current.details };
}

/** The newest revision of the asset that the bucket holds under its old name from before the rename. */
async function fromBucket(job: RenameJob, { store, cloud }: WorkContext): Promise<RenamedRevision | undefined> {
  for (const copy of await storedCopies(job.cloud, job.asset, store)) {
    const object = existedBefore(copy.version, job) ? await store.head(copy.key) : undefined;
    if (object === undefined || object.metadata['asset-id'] !== job.asset.asset_id) continue;
    const { version, format, bytes } = copy;
    return {
      asset: { ...job.asset, public_id: job.renamed.to_public_id },
      revision: {
        version,
        bytes,
        ...(format !== undefined && { format }),
        ...(object.md5 !== undefined && { etag: object.md5 }),
      },
      // The rules selected it when it was stored. That its tags are not known here must not exclude it.
      details: withoutUndefined({ tags: cloud.rules.include?.tags }),
    };
  }
  return undefined;
}

/**
 * The asset's revision at the time of the rename. Cloudinary is asked even if the bucket holds one: an upload just before
 * the rename may not be copied yet, and the rename would then make an older revision the current one. So an answer that
 * the asset is not there must be confirmed before the bucket's word counts.
 *
 * @throws PipelineError when trying again later can help
 */
async function revisionOf(job: RenameJob, context: WorkContext): Promise<RenamedRevision | undefined> {
  const { asset_id } = job.asset;
  const hint = asset_id === undefined ? { ...job.asset, public_id: job.renamed.to_public_id } : { asset_id };
  const current = await context.cloud.api.currentAsset(hint, context.signal);
  const renamed = fromCloudinary(job, current);
  if (renamed !== undefined) return renamed;
  if (current === undefined || current.placeholder) await confirmAbsence(job, context);
  return fromBucket(job, context);
}

/** The asset that last had the new name: if it still existed, the rename has overwritten it. */
async function formerHolder(
  job: RenameJob,
  target: AssetReference,
  { store }: WorkContext,
): Promise<RenamedEntry['overwritten']> {
  for (const { key, version } of await storedCopies(job.cloud, target, store)) {
    const { 'asset-id': asset_id, 'event-time': since = '' } =
      (existedBefore(version, job) ? (await store.head(key))?.metadata : undefined) ?? {};
    if (asset_id !== undefined && asset_id !== job.asset.asset_id && since < job.at) return { asset_id, version };
  }
  return undefined;
}

/**
 * Stores the revision that was current at a rename under its new public_id, too, and records the rename in the journal.
 * The bytes come from the bucket if it has them, otherwise from Cloudinary: a rename may arrive before its upload.
 *
 * @throws PipelineError when trying again later can help
 */
export async function recordRename(job: RenameJob, context: WorkContext): Promise<JobResult> {
  const renamed = await revisionOf(job, context);
  const target = renamed?.asset ?? { ...job.asset, public_id: job.renamed.to_public_id };
  const overwritten = await formerHolder(job, target, context);
  const entry: Unrecorded<RenamedEntry> = {
    ...job.renamed,
    ...(target.type !== job.asset.type && { to_type: target.type }),
    ...(overwritten !== undefined && { overwritten }),
  };
  if (renamed === undefined) return { entries: [entry] };

  const { cloud, at, absentSince } = job;
  const copyJob: RevisionJob = {
    v: 1,
    job: 'revision',
    cloud,
    at,
    ...(absentSince !== undefined && { absentSince }),
    ...renamed,
    copiesUnder: job.asset,
  };
  const copied = await backUpOrForward(copyJob, { ...context, mayBeStored: true, isDescribed: true });
  if (copied === 'forward') return { entries: [], forwarded: job };
  const { key, sha256, verified, source, outcome, reason, proof } = copied;
  const revision = { ...renamed.revision, ...withoutUndefined({ key, sha256, verified, source }) };
  const not_copied = key === undefined ? withoutUndefined({ outcome, reason, proof }) : undefined;
  return { entries: [withoutUndefined({ ...entry, revision, not_copied })] };
}
