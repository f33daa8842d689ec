import { LARGE_REVISION_BYTES } from '#shared/domain/asset/revision.ts';
import { selectAsset } from '#shared/domain/asset/selection-rules.ts';
import type { ObjectKey } from '#shared/domain/bucket/bucket-layout.ts';
import { PipelineError } from '#shared/domain/errors.ts';
import type { RevisionJob } from '#shared/domain/jobs/job.ts';
import { revisionEntry } from '#shared/domain/jobs/revision-entry.ts';
import type { RevisionEntry, StoredBytes, Unrecorded } from '#shared/domain/journal/journal-entry.ts';
import type { ObjectStore } from '../object-store.ts';
import { MAX_HELD_BYTES } from '../sink/store-exact-bytes.ts';
import { type Asked, obtainRevision } from './obtain-revision.ts';
import { alternativeKeyFor, expectationOf, holds, keyFor, type RevisionToStore } from './revision-to-store.ts';
import type { WorkContext } from './worker-context.ts';

/** The keys under which a revision may be, in the order in which they are taken. */
function keysOf(what: RevisionToStore, md5: string | undefined): readonly ObjectKey[] {
  return [...(what.damaged ? [] : [keyFor(what)]), ...(md5 === undefined ? [] : [alternativeKeyFor(what, md5)])];
}

/** Where a revision's bytes already are, if they are: under its own key, unless that is damaged, or its alternative one. */
export async function findStoredRevision(what: RevisionToStore, store: ObjectStore): Promise<StoredBytes | undefined> {
  const expected = expectationOf(what.revision);
  const verified = expected.md5 === undefined ? 'length' : 'md5';
  for (const key of keysOf(what, expected.md5)) {
    const object = await store.head(key);
    if (object === undefined) return undefined;
    if (holds(object, expected)) return { key, verified };
  }
  return undefined;
}

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

/** A large revision that runs out of time is given up as too large from this receive on. */
const LARGE_ATTEMPTS = 3;

/**
 * Backs a revision up where there is time for it.
 *
 * @returns `forward` for a large revision outside the large lane
 * @throws PipelineError when trying again later can help
 */
export async function backUpInLane(
  job: RevisionJob,
  context: WorkContext,
): Promise<Unrecorded<RevisionEntry> | 'forward'> {
  if (job.revision.bytes >= LARGE_REVISION_BYTES && context.lane !== 'large') return 'forward';
  try {
    return await backUpRevision(job, context);
  } catch (error) {
    const outOfTime = error instanceof PipelineError && error.code === 'out-of-time';
    if (!outOfTime || context.lane !== 'large' || context.receiveCount < LARGE_ATTEMPTS) throw error;
    const reason = `not copied within the large worker's time; received ${context.receiveCount} times`;
    return revisionEntry(job, 'too-large', { reason });
  }
}
