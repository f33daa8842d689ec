import type { Revision } from '../asset/revision.ts';
import { eventId } from '../journal/event-id.ts';
import type { LossProof, RevisionEntry, RevisionOutcome, StoredBytes, Unrecorded } from '../journal/journal-entry.ts';
import { withoutUndefined } from '../text/without-undefined.ts';
import type { RevisionJob } from './job.ts';

/** What became of a revision, beside the outcome itself. */
export interface Findings {
  readonly stored?: StoredBytes;
  readonly reason?: string;
  readonly proof?: LossProof;
  /** The revision with what Cloudinary added when asked, an etag that the notification lacked above all. */
  readonly revision?: Revision;
}

/** The journal entry of a revision. Its id comes from the job alone, so that every attempt gives the same. */
export function revisionEntry(
  job: RevisionJob,
  outcome: RevisionOutcome,
  { stored, reason, proof, revision = job.revision }: Findings = {},
): Unrecorded<RevisionEntry> {
  const { asset, at, cloud, triggered_by, details, origin } = job;
  const { version, version_id, etag } = job.revision;
  const id = eventId(at, {
    kind: 'revision',
    asset: asset.asset_id ?? asset,
    version,
    version_id,
    etag,
    // What verify finds must never be taken for the event that made the revision.
    ...(origin === 'verify' && { origin }),
  });
  return withoutUndefined({
    kind: 'revision' as const,
    id,
    at,
    cloud,
    triggered_by,
    ...asset,
    ...revision,
    origin,
    outcome,
    reason,
    ...stored,
    proof,
    ...details,
  });
}
