import type { AssetReference } from '#shared/domain/asset/asset.ts';
import type { AssetDetails, CurrentAsset, Revision } from '#shared/domain/asset/revision.ts';
import type { RenameJob, RevisionJob } from '#shared/domain/jobs/job.ts';
import type { RenamedEntry, Unrecorded } from '#shared/domain/journal/journal-entry.ts';
import { millisecondsOf } from '#shared/domain/text/instant.ts';
import { withoutUndefined } from '#shared/domain/text/without-undefined.ts';
import { backUpInLane } from './back-up-revision.ts';
import { storedCopies } from './stored-copies.ts';
import type { JobResult, WorkContext } from './worker-context.ts';

/** A version is a whole second, and the clock that made it need not be the one that timed the rename. */
const SLACK_SECONDS = 1;

function wasThere(version: number, job: RenameJob): boolean {
  return version <= millisecondsOf(job.at) / 1000 + SLACK_SECONDS;
}

/** The asset's revision at the time of the rename, and what it is called since. */
interface RenamedRevision {
  readonly asset: AssetReference;
  readonly revision: Revision;
  readonly details: AssetDetails;
}

/** What Cloudinary says now, unless the asset has been overwritten since. */
function fromCloudinary(job: RenameJob, current: CurrentAsset | undefined): RenamedRevision | undefined {
  if (current === undefined || current.placeholder || !wasThere(current.revision.version, job)) return undefined;
  const { to_public_id } = job.renamed;
  const renamedOn = current.asset.public_id !== to_public_id;
  const asset = renamedOn ? { ...job.asset, public_id: to_public_id } : current.asset;
  return { asset, revision: current.revision, details: current.details };
}

/** The newest revision of the asset that the bucket holds under its old name from before the rename. */
async function fromBucket(job: RenameJob, { store }: WorkContext): Promise<RenamedRevision | undefined> {
  for (const copy of await storedCopies(job.cloud, job.asset, store)) {
    const object = wasThere(copy.version, job) ? await store.head(copy.key) : undefined;
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
      details: {},
    };
  }
  return undefined;
}

/** The asset that was last seen under the new name: if it was still there, the rename has overwritten it. */
async function formerHolder(
  job: RenameJob,
  target: AssetReference,
  { store }: WorkContext,
): Promise<RenamedEntry['overwritten']> {
  for (const { key, version } of await storedCopies(job.cloud, target, store)) {
    const { 'asset-id': asset_id, 'event-time': since = '' } =
      (wasThere(version, job) ? (await store.head(key))?.metadata : undefined) ?? {};
    if (asset_id !== undefined && asset_id !== job.asset.asset_id && since < job.at) return { asset_id, version };
  }
  return undefined;
}

/**
 * Lets the revision that was current at a rename appear under its new public_id too, and says so in the journal. The
 * bytes come from the bucket where it has them, else from Cloudinary: a rename may arrive before its upload.
 *
 * @throws PipelineError when trying again later can help
 */
export async function recordRename(job: RenameJob, context: WorkContext): Promise<JobResult> {
  const { asset_id } = job.asset;
  const { to_public_id } = job.renamed;
  const hint = asset_id === undefined ? { ...job.asset, public_id: to_public_id } : { asset_id };
  const current = await context.cloud.environment.currentAsset(hint, context.signal);
  const renamed = fromCloudinary(job, current) ?? (await fromBucket(job, context));
  const target = renamed?.asset ?? { ...job.asset, public_id: to_public_id };
  const overwritten = await formerHolder(job, target, context);
  const entry: Unrecorded<RenamedEntry> = {
    ...job.renamed,
    ...(target.type !== job.asset.type && { to_type: target.type }),
    ...(overwritten !== undefined && { overwritten }),
  };
  if (renamed === undefined) return { entries: [entry] };

  const { cloud, at } = job;
  const copyJob: RevisionJob = { v: 1, job: 'revision', cloud, at, ...renamed, copiesUnder: job.asset };
  const copied = await backUpInLane(copyJob, { ...context, mayBeStored: true });
  if (copied === 'forward') return { entries: [], forwarded: job };
  const { key, sha256, verified, source, outcome, reason, proof } = copied;
  const revision = { ...renamed.revision, ...withoutUndefined({ key, sha256, verified, source }) };
  const not_copied = key === undefined ? withoutUndefined({ outcome, reason, proof }) : undefined;
  return { entries: [withoutUndefined({ ...entry, revision, not_copied })] };
}
