import type { AssetIdentity, AssetReference } from '../asset/asset.ts';
import type { AssetDetails, Revision } from '../asset/revision.ts';
import type { TriggeredBy } from '../cloudinary/envelope.ts';
import type { AssetHint } from '../cloudinary/notification.ts';
import type { JournalEntry, RenamedEntry, Unrecorded } from '../journal/journal-entry.ts';
import type { Instant } from '../text/instant.ts';

/** What every job carries about the event that caused it. */
interface JobBase {
  readonly v: 1;
  readonly cloud: string;
  readonly at: Instant;
  readonly triggered_by?: TriggeredBy;
  /** When its first message was sent, if it was sent again since. */
  readonly firstSentAt?: Instant;
  /** How many attempts failed before it was sent again. */
  readonly attempts?: number;
  /** It waits until then: no work before. */
  readonly notBefore?: Instant;
  /** When Cloudinary first answered that there is no such asset. */
  readonly absentSince?: Instant;
}

/** Copy this revision. */
export interface RevisionJob extends JobBase {
  readonly job: 'revision';
  readonly asset: AssetReference;
  readonly revision: Revision;
  readonly details: AssetDetails;
  /** The tags are known, but no message could hold them. */
  readonly tagsLeftOut?: true;
  /** The run that asked for the copy; absent if a notification did. Only copies for notifications count as late. */
  readonly origin?: 'inventory' | 'verify';
  /** An identity under which the bytes are already stored, after a rename that no notification reported. */
  readonly copiesUnder?: AssetIdentity;
  /** The object under the revision's own key is known to hold other bytes, whatever S3 says about it. */
  readonly damaged?: true;
}

/** Ask Cloudinary what the asset's current revision is, and copy that. */
export interface RereadJob extends JobBase {
  readonly job: 'reread';
  readonly asset: AssetHint;
  /** The notification type that caused it. */
  readonly because: string;
  /** What the notification reported of a new revision, if it lacked the length without which nothing can be copied. */
  readonly reported?: { readonly revision: Omit<Revision, 'bytes'>; readonly details: AssetDetails };
}

/** Record the rename, and store the current revision under its new public_id too. */
export interface RenameJob extends JobBase {
  readonly job: 'rename';
  readonly asset: AssetReference;
  readonly renamed: Unrecorded<RenamedEntry>;
}

/** Record changes that need no copy. */
export interface RecordJob extends JobBase {
  readonly job: 'record';
  readonly entries: readonly Unrecorded<Exclude<JournalEntry, { kind: 'revision' | 'renamed' | 'observed' }>>[];
}

/** One message on a queue. */
export type Job = RevisionJob | RereadJob | RenameJob | RecordJob;
