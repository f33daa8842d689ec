import { LARGE_REVISION_BYTES } from '#shared/domain/asset/revision.ts';
import { namesTags, type Selection, selectAsset } from '#shared/domain/asset/selection-rules.ts';
import type { ObjectKey } from '#shared/domain/bucket/bucket-layout.ts';
import { PipelineError } from '#shared/domain/errors.ts';
import type { RevisionJob } from '#shared/domain/jobs/job.ts';
import { revisionEntry } from '#shared/domain/jobs/revision-entry.ts';
import type { LossProof, RevisionEntry, StoredBytes, Unrecorded } from '#shared/domain/journal/journal-entry.ts';
import { withoutUndefined } from '#shared/domain/text/without-undefined.ts';
import type { ObjectStore } from '../object-store.ts';
import { MAX_HELD_BYTES } from '../sink/store-exact-bytes.ts';
import { confirmAbsence } from './confirm-absence.ts';
import { type Asked, obtainRevision } from './obtain-revision.ts';
import { alternativeKeyFor, expectationOf, holds, keyFor, type RevisionToStore } from './revision-to-store.ts';
import { storedCopies } from './stored-copies.ts';
import type { WorkContext } from './worker-context.ts';

/** The keys that may hold a revision, in the order in which they are used. */
function keysOf(what: RevisionToStore, md5: string | undefined): readonly ObjectKey[] {
  return [...(what.damaged ? [] : [keyFor(what)]), ...(md5 === undefined ? [] : [alternativeKeyFor(what, md5)])];
}

/** Finds a revision's bytes in the bucket: under its own key, unless that is damaged, or under the alternative one. */
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

/** Why a revision that a verify run found missing or damaged cannot be fetched again. */
const LOST_IN_BUCKET = 'its copy in the bucket is missing or damaged, and Cloudinary no longer has it';

async function ask({ asset }: RevisionJob, { cloud, signal }: WorkContext): Promise<Asked> {
  const { asset_id } = asset;
  return { current: await cloud.api.currentAsset(asset_id === undefined ? asset : { asset_id }, signal) };
}

/** Judges by the rules. Tags that no message could hold are read from Cloudinary if a rule names tags. */
async function select(job: RevisionJob, context: WorkContext): Promise<{ selection: Selection; asked?: Asked }> {
  const { rules } = context.cloud;
  const { asset, details, origin } = job;
  // What verify asks for was selected once, and its tags are not recorded beside it.
  const known = details.tags ?? (origin === 'verify' ? rules.include?.tags : undefined);
  if (!job.tagsLeftOut || !namesTags(rules)) return { selection: selectAsset(rules, asset, known) };
  const asked = await ask(job, context);
  // Without the asset they are unknown. Its loss must not be recorded as an exclusion.
  const tags = asked.current === undefined ? rules.include?.tags : asked.current.details.tags;
  return { selection: selectAsset(rules, asset, tags), asked };
}

/** Why a revision counts as one that never existed. */
const NEVER_EXISTED =
  'Cloudinary keeps answering that there is no such asset, and neither a deletion nor anything else is known of it';

/**
 * Whether nothing but its notification speaks for an asset that Cloudinary does not have, as when someone sends a
 * sample. What a run asks for was listed, and what a rename or reread leads to has just been described.
 */
async function isUnheardOf(
  { cloud, asset, origin }: RevisionJob,
  proof: LossProof,
  { store, isDescribed }: WorkContext,
): Promise<boolean> {
  if (proof.found !== 'gone' || origin !== undefined || isDescribed === true) return false;
  if (asset.asset_id === undefined) return false;
  // Another asset under its name may have been renamed over it.
  return (await storedCopies(cloud, asset, store)).length === 0;
}

/**
 * Adds what a revision lacks, by asking Cloudinary before anything is fetched: without its etag, another revision of
 * the same length would pass for this one, and without its format, Cloudinary delivers no image or video.
 */
async function completed(
  job: RevisionJob,
  context: WorkContext,
  known?: Asked,
): Promise<{ what: RevisionJob; asked?: Asked }> {
  const { asset, revision } = job;
  const isComplete = revision.etag !== undefined && (revision.format !== undefined || asset.resource_type === 'raw');
  if (isComplete) return { what: job, ...(known !== undefined && { asked: known }) };
  const asked = known ?? (await ask(job, context));
  const { version, etag, format } = asked.current?.revision ?? {};
  const isSame = version === revision.version && (revision.etag === undefined || revision.etag === etag);
  if (!isSame) return { what: job, asked };
  return { what: { ...job, revision: { ...withoutUndefined({ etag, format }), ...revision } }, asked };
}

/**
 * Copies one revision into the bucket, exact and verified, or finds out why that is not possible.
 *
 * @returns the journal entry with the outcome
 * @throws PipelineError when trying again later can help
 */
export async function backUpRevision(job: RevisionJob, context: WorkContext): Promise<Unrecorded<RevisionEntry>> {
  const { selection, asked: askedForTags } = await select(job, context);
  if (!selection.selected) return revisionEntry(job, 'excluded', { reason: selection.reason });

  const { what, asked } = await completed(job, context, askedForTags);
  const { revision } = what;
  if (context.mayBeStored || revision.bytes > MAX_HELD_BYTES) {
    const stored = await findStoredRevision(what, context.store);
    if (stored !== undefined) return revisionEntry(job, 'already-stored', { stored, revision });
  }
  const obtained = await obtainRevision(what, context, asked);
  if (obtained.outcome !== 'lost') {
    const { outcome, ...findings } = obtained;
    return revisionEntry(job, outcome, { ...findings, revision });
  }
  // Another attempt may have stored it while this one looked for it.
  const stored = await findStoredRevision(what, context.store);
  if (stored !== undefined) return revisionEntry(job, 'already-stored', { stored, revision });
  const { reason, proof } = obtained;
  const { unexplained } = await confirmAbsence(job, context, () => isUnheardOf(job, proof, context));
  if (unexplained) return revisionEntry(job, 'never-existed', { reason: NEVER_EXISTED, proof, revision });
  // What verify asks for was copied once: the copy in the bucket is what is lost.
  return revisionEntry(job, 'lost', { reason: job.origin === 'verify' ? LOST_IN_BUCKET : reason, proof, revision });
}

/** From this attempt on, a large revision that runs out of time is given up as too large. */
const LARGE_ATTEMPTS = 3;

/**
 * Backs a revision up, on a queue whose worker has enough time for it.
 *
 * @returns `forward` for a large revision on another queue than `large`
 * @throws PipelineError when trying again later can help
 */
export async function backUpOrForward(
  job: RevisionJob,
  context: WorkContext,
): Promise<Unrecorded<RevisionEntry> | 'forward'> {
  if (job.revision.bytes >= LARGE_REVISION_BYTES && context.queue !== 'large') return 'forward';
  try {
    return await backUpRevision(job, context);
  } catch (error) {
    const outOfTime = error instanceof PipelineError && error.code === 'out-of-time';
    if (!outOfTime || context.queue !== 'large' || context.attempt < LARGE_ATTEMPTS) throw error;
    const reason = `the large worker ran out of time at attempt ${context.attempt}`;
    return revisionEntry(job, 'too-large', { reason });
  }
}
