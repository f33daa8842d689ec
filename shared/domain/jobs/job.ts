import type { AssetIdentity, AssetReference } from '../asset/asset.ts';
import type { AssetDetails, Revision } from '../asset/revision.ts';
import type { TriggeredBy } from '../cloudinary/envelope.ts';
import type { AssetHint } from '../cloudinary/notification.ts';
import type { JournalEntry, RenamedEntry, Unrecorded } from '../journal/journal-entry.ts';
import type { Instant } from '../text/instant.ts';

/** What every job carries of the event behind it. */
interface JobBase {
  readonly v: 1;
  readonly cloud: string;
  readonly at: Instant;
  readonly triggered_by?: TriggeredBy;
}

/** Copy this revision. */
export interface RevisionJob extends JobBase {
  readonly job: 'revision';
  readonly asset: AssetReference;
  readonly revision: Revision;
  readonly details: AssetDetails;
  /** Absent where a notification gave cause. Only what a notification told of counts for how late copies are. */
  readonly origin?: 'inventory' | 'verify';
  /** An identity under which the bytes are stored already: a rename that no notification told. */
  readonly copiesUnder?: AssetIdentity;
  /** The object under the revision's own key is known to hold other bytes, whatever S3 says of it. */
  readonly damaged?: true;
}

/** Ask Cloudinary what the asset's current revision is, and copy that. */
export interface RereadJob extends JobBase {
  readonly job: 'reread';
  readonly asset: AssetHint;
  /** The notification type that gave cause. */
  readonly because: string;
}

/** Record the rename, and let the current revision appear under its new public_id too. */
export interface RenameJob extends JobBase {
  readonly job: 'rename';
  readonly asset: AssetReference;
  readonly renamed: Unrecorded<RenamedEntry>;
}

/** Changes that need nothing but recording. */
export interface RecordJob extends JobBase {
  readonly job: 'record';
  readonly entries: readonly Unrecorded<Exclude<JournalEntry, { kind: 'revision' | 'renamed' | 'observed' }>>[];
}

/** One message on a queue. */
export type Job = RevisionJob | RereadJob | RenameJob | RecordJob;
