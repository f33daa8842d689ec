import type { AssetReference } from '../asset/asset.ts';
import type { AssetDetails, Moderation, Revision } from '../asset/revision.ts';
import type { TriggeredBy } from '../cloudinary/envelope.ts';
import type { ChangeOf } from '../cloudinary/notification.ts';
import type { Instant } from '../text/instant.ts';

/** What every journal entry holds. */
interface EntryBase {
  /** Version of this schema. */
  readonly v: 1;
  /** A ULID made of the event's time and content: the same event gives the same id, however often it is recorded. */
  readonly id: string;
  /** When it happened at Cloudinary. */
  readonly at: Instant;
  /** When this entry was written. */
  readonly recorded_at: Instant;
  readonly cloud: string;
  readonly triggered_by?: TriggeredBy;
}

/**
 * What became of a revision:
 * - `stored`: copied now; `already-stored`: its bytes were in the bucket before
 * - `lost`: replaced or deleted at Cloudinary before anyone could copy it
 * - `never-existed`: a notification reported it, but Cloudinary keeps denying its asset, and nothing else is known of it
 * - `unobtainable`: Cloudinary has it and keeps refusing to deliver it, for example because its delivery is blocked
 * - `excluded`: the rules say not to copy it
 * - `too-large`: the large worker ran out of time on each of its attempts
 * - `unverifiable`: at each attempt, Cloudinary's etag was not the MD5 of the delivered bytes
 */
export type RevisionOutcome =
  | 'stored'
  | 'already-stored'
  | 'lost'
  | 'never-existed'
  | 'unobtainable'
  | 'excluded'
  | 'too-large'
  | 'unverifiable';

/**
 * Where exact bytes came from: Cloudinary's copy in the bucket, its download endpoints, or a revision already stored.
 */
export type SourceKind = 'native-copy' | 'download' | 'download-backup' | 'bucket';

/** What Cloudinary answered about the asset when a revision could not be obtained. */
export type LossProof =
  | { readonly found: 'gone' }
  | { readonly found: 'placeholder'; readonly version: number }
  | { readonly found: 'other-revision'; readonly version: number; readonly etag?: string; readonly bytes: number };

/** Where a revision's bytes are, and how they were checked. */
export interface StoredBytes {
  readonly key: string;
  /** Lower hex, computed while the bytes were copied; unknown if they were already stored. */
  readonly sha256?: string;
  readonly verified: 'md5' | 'length';
  readonly source?: SourceKind;
}

export interface RevisionEntry extends EntryBase, AssetReference, Revision, AssetDetails, Partial<StoredBytes> {
  readonly kind: 'revision';
  /**
   * The run that asked for it; absent if a notification reported the revision. An entry of `verify` records where the
   * bytes are, and nothing about what is current: its revision may have been replaced long ago, and its asset may be
   * gone.
   */
  readonly origin?: 'inventory' | 'verify';
  readonly outcome: RevisionOutcome;
  readonly reason?: string;
  readonly proof?: LossProof;
}

export interface DeletedEntry extends EntryBase, AssetReference {
  readonly kind: 'deleted';
  readonly version?: number;
}

export interface RenamedEntry extends EntryBase, AssetReference {
  readonly kind: 'renamed';
  readonly to_public_id: string;
  /** The new delivery type, if the rename changed that as well. */
  readonly to_type?: string;
  readonly asset_folder?: string;
  readonly display_name?: string;
  /** The revision that was current at the rename, as far as Cloudinary or the bucket could show. */
  readonly revision?: Revision & Partial<StoredBytes>;
  /** Why there is no copy of it under the new public_id. */
  readonly not_copied?: { readonly outcome: RevisionOutcome; readonly reason?: string; readonly proof?: LossProof };
  /** The asset last seen under the new public_id, which the rename overwrote if it still was there. */
  readonly overwritten?: { readonly asset_id: string; readonly version: number };
}

/** One asset moved to another asset folder. */
export interface MovedEntry extends EntryBase, AssetReference, ChangeOf<'move'> {
  readonly kind: 'moved';
}

/** A whole folder was moved or renamed, with every asset below it. */
export interface FolderMovedEntry extends EntryBase {
  readonly kind: 'folder-moved';
  readonly from_path: string;
  readonly to_path: string;
}

interface ChangeEntry<Kind extends string, Change> extends EntryBase, AssetReference {
  readonly kind: Kind;
  readonly change: Change;
}

export type TagsEntry = ChangeEntry<'tags', ChangeOf<'resource_tags_changed'>>;
export type ContextEntry = ChangeEntry<'context', ChangeOf<'resource_context_changed'>>;
export type MetadataEntry = ChangeEntry<'metadata', ChangeOf<'resource_metadata_changed'>>;
export type DisplayNameEntry = ChangeEntry<'display_name', ChangeOf<'resource_display_name_changed'>>;
/** What one kind of moderation decided. */
export type ModerationEntry = ChangeEntry<'moderation', { readonly now: Moderation }>;
export type AccessControlEntry = ChangeEntry<'access_control', ChangeOf<'access_control_changed'>>;

/** An inventory run found a state that was not recorded: an unreported change or a filled detail. */
export interface ObservedEntry extends EntryBase, AssetReference {
  readonly kind: 'observed';
  readonly state: 'present' | 'gone';
  readonly revision?: Revision & Partial<StoredBytes>;
  readonly details?: AssetDetails;
}

/** One line of the journal. */
export type JournalEntry =
  | RevisionEntry
  | DeletedEntry
  | RenamedEntry
  | MovedEntry
  | FolderMovedEntry
  | TagsEntry
  | ContextEntry
  | MetadataEntry
  | DisplayNameEntry
  | AccessControlEntry
  | ModerationEntry
  | ObservedEntry;

/** An entry as it is planned: the moment of writing is not known yet. */
export type Unrecorded<Entry extends JournalEntry = JournalEntry> = Entry extends JournalEntry
  ? Omit<Entry, 'v' | 'recorded_at'>
  : never;
