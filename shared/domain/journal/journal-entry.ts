import type { AssetReference } from '../asset/asset.ts';
import type { AssetDetails, Revision } from '../asset/revision.ts';
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
 * - `unobtainable`: Cloudinary has it and keeps refusing to hand it out, as where its delivery is blocked
 * - `excluded`: the rules say not to copy it
 * - `too-large`: the large worker ran out of time on each of its attempts
 * - `unverifiable`: Cloudinary's etag is not the MD5 of the bytes that it gives, again and again
 */
export type RevisionOutcome =
  | 'stored'
  | 'already-stored'
  | 'lost'
  | 'unobtainable'
  | 'excluded'
  | 'too-large'
  | 'unverifiable';

/** Which way exact bytes came: Cloudinary's copy in the bucket, its download endpoints, or a revision already stored. */
export type ByteOrigin = 'native-copy' | 'download' | 'download-backup' | 'bucket';

/** What Cloudinary said of an asset when it was asked why a revision cannot be had. */
export type LossProof =
  | { readonly found: 'gone' }
  | { readonly found: 'placeholder'; readonly version: number }
  | { readonly found: 'other-revision'; readonly version: number; readonly etag?: string; readonly bytes: number };

/** Where a revision's bytes are, and how they were checked. */
export interface StoredBytes {
  readonly key: string;
  /** Lower hex, of the bytes as they passed; unknown where they had been stored before. */
  readonly sha256?: string;
  readonly verified: 'md5' | 'length';
  readonly source?: ByteOrigin;
}

export interface RevisionEntry extends EntryBase, AssetReference, Revision, AssetDetails, Partial<StoredBytes> {
  readonly kind: 'revision';
  /**
   * The run that asked for it; absent where a notification told of it. An entry of `verify` tells where the bytes are,
   * and nothing of what is current: it may be about a revision that was replaced long ago, of an asset that is gone.
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
  /** Where the rename changed the delivery type as well. */
  readonly to_type?: string;
  readonly asset_folder?: string;
  readonly display_name?: string;
  /** The revision that was current at the rename, as far as Cloudinary or the bucket could tell. */
  readonly revision?: Revision & Partial<StoredBytes>;
  /** What became of its copy under the new public_id, where it is not there. */
  readonly not_copied?: { readonly outcome: RevisionOutcome; readonly reason?: string; readonly proof?: LossProof };
  /** Who was last seen under the new public_id, and was overwritten if it still was there. */
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
export type AccessControlEntry = ChangeEntry<'access_control', ChangeOf<'access_control_changed'>>;

/** An inventory run found a state that no notification had told. */
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
  | ObservedEntry;

/** An entry as it is planned: the moment of writing is not known yet. */
export type Unrecorded<Entry extends JournalEntry = JournalEntry> = Entry extends JournalEntry
  ? Omit<Entry, 'v' | 'recorded_at'>
  : never;
