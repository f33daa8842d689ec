import type { Revision } from '../asset/revision.ts';
import { eventId } from '../journal/event-id.ts';
import type { LossProof, RevisionEntry, RevisionOutcome, StoredBytes, Unrecorded } from '../journal/journal-entry.ts';
import { withoutUndefined } from '../text/without-undefined.ts';
import type { RevisionJob } from './job.ts';

/** What an attempt to copy a revision found, besides its outcome. */
export interface Findings {
  readonly stored?: StoredBytes;
  readonly reason?: string;
  readonly proof?: LossProof;
  /** The revision with what Cloudinary added when asked, above all an etag that the notification lacked. */
  readonly revision?: Revision;
}

/** The journal entry of a revision. Its id depends on the job alone, so every attempt gives the same one. */
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
    // An entry of verify must never pass for the event that made the revision.
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
