import { selectAsset } from '../../domain/asset/selection-rules.ts';
import type { RevisionJob } from '../../domain/jobs/job.ts';
import { revisionEntry } from '../../domain/jobs/revision-entry.ts';
import type { RevisionEntry, Unrecorded } from '../../domain/journal/journal-entry.ts';
import { MAX_HELD_BYTES } from '../sink/store-exact-bytes.ts';
import { findStoredRevision } from './find-stored-revision.ts';
import { type Asked, obtainRevision } from './obtain-revision.ts';
import type { WorkContext } from './worker-context.ts';

/** Why a revision that verify found missing or damaged cannot be had again. */
const GONE_FROM_THE_BUCKET = 'stored once, missing or damaged in the bucket since, and Cloudinary no longer has it';

/**
 * Without an etag, another revision of the same length would pass for this one: so Cloudinary is asked for it before
 * anything is fetched.
 */
async function completed(job: RevisionJob, context: WorkContext): Promise<{ what: RevisionJob; asked?: Asked }> {
  if (job.revision.etag !== undefined) return { what: job };
  const { asset_id } = job.asset;
  const asset = asset_id === undefined ? job.asset : { asset_id };
  const current = await context.cloud.environment.currentAsset(asset, context.signal);
  const etag = current?.revision.version === job.revision.version ? current.revision.etag : undefined;
  return { what: { ...job, revision: { ...job.revision, ...(etag !== undefined && { etag }) } }, asked: { current } };
}

/**
 * Copies one revision into the bucket, exact and verified, or finds out why that cannot be.
 *
 * @returns the journal entry that says what became of it
 * @throws PipelineError when trying again later can help
 */
export async function backUpRevision(job: RevisionJob, context: WorkContext): Promise<Unrecorded<RevisionEntry>> {
  const selection = selectAsset(context.cloud.rules, job.asset, job.details.tags);
  if (!selection.selected) return revisionEntry(job, 'excluded', { reason: selection.reason });

  const { what, asked } = await completed(job, context);
  const { revision } = what;
  if (context.mayBeStored || revision.bytes > MAX_HELD_BYTES) {
    const stored = await findStoredRevision(what, context.store);
    if (stored !== undefined) return revisionEntry(job, 'already-stored', { stored, revision });
  }
  const { outcome, ...findings } = await obtainRevision(what, context, asked);
  // Another attempt may have stored it while this one looked for it.
  const stored = outcome === 'lost' ? await findStoredRevision(what, context.store) : undefined;
  // It was copied once: what is lost is the copy.
  const gone = outcome === 'lost' && job.origin === 'verify' ? { reason: GONE_FROM_THE_BUCKET } : {};
  return stored === undefined
    ? revisionEntry(job, outcome, { ...findings, ...gone, revision })
    : revisionEntry(job, 'already-stored', { stored, revision });
}
