import type { AssetReference } from '../asset/asset.ts';
import type { AssetDetails } from '../asset/revision.ts';
import type { Instant } from '../text/instant.ts';
import type { DescribedAsset } from './described-asset.ts';

/** What every notification carries, whatever its type. */
export interface Envelope {
  /** When it happened: `triggered_at`, else `timestamp`; absent from bodies of before 2021. */
  readonly at?: Instant;
  readonly triggered_by?: TriggeredBy;
  /** Names the API key whose secret signed; trusted only to choose words for a log. */
  readonly signature_key?: string;
}

/** Who caused it: `source: "api"` has the API key as its id; other sources are unpublished. */
export interface TriggeredBy {
  readonly source?: string;
  readonly id?: string;
}

/** A new original: an upload or an overwrite. Where `bytes` is missing, Cloudinary has to be asked. */
export interface UploadNotification extends Envelope, DescribedAsset {
  readonly notification_type: 'upload';
  /** `overwrite: false` met an existing asset, and nothing was stored. */
  readonly existing: boolean;
}

export interface DeleteNotification extends Envelope {
  readonly notification_type: 'delete';
  readonly resources: readonly { readonly asset: AssetReference; readonly version?: number }[];
}

export interface RenameNotification extends Envelope {
  readonly notification_type: 'rename';
  /** Under its old public_id; the delivery type may have changed too, which the body does not tell. */
  readonly asset: AssetReference;
  readonly to_public_id: string;
  readonly details: AssetDetails;
}

/** One asset of a notification that tells of changes, with what changed. */
export interface Changed<Change> {
  readonly asset: AssetReference;
  readonly change: Change;
}

export interface FolderMove {
  readonly from_asset_folder?: string;
  readonly to_asset_folder: string;
  readonly display_name?: string;
}

export interface TagsChange {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** The whole set, where the notification gives it. */
  readonly updated?: readonly string[];
}

export interface ContextChange {
  /** Added and updated values alike. */
  readonly set: Readonly<Record<string, string>>;
  readonly removed: readonly string[];
}

export interface MetadataChange {
  readonly previous?: Readonly<Record<string, unknown>>;
  readonly now: Readonly<Record<string, unknown>>;
}

export interface DisplayNameChange {
  readonly previous?: string;
  readonly now: string;
}

export interface AccessControlChange {
  readonly previous?: readonly unknown[] | null;
  readonly now: readonly unknown[] | null;
}

interface ChangeNotification<Type extends string, Change> extends Envelope {
  readonly notification_type: Type;
  readonly resources: readonly Changed<Change>[];
}

export type MoveNotification = ChangeNotification<'move', FolderMove>;
export type TagsNotification = ChangeNotification<'resource_tags_changed', TagsChange>;
export type ContextNotification = ChangeNotification<'resource_context_changed', ContextChange>;
export type MetadataNotification = ChangeNotification<'resource_metadata_changed', MetadataChange>;
export type DisplayNameNotification = ChangeNotification<'resource_display_name_changed', DisplayNameChange>;
export type AccessControlNotification = ChangeNotification<'access_control_changed', AccessControlChange>;

/** A whole folder went elsewhere: every asset below it has another `asset_folder`, with no event of its own. */
export interface FolderMoveNotification extends Envelope {
  readonly notification_type: 'move_or_rename_asset_folder';
  readonly from_path: string;
  readonly to_path: string;
}

/** Moderation changed an asset's status; it may have taken the original away or given it back. */
export interface ModerationNotification extends Envelope {
  readonly notification_type: 'moderation';
  readonly moderation_status?: string;
  /** Found in the delivery URL, as the body names neither resource_type nor type. */
  readonly assets: readonly AssetReference[];
}

/** Types that make no revision and change no state; their bodies are not looked at. */
export interface IrrelevantNotification extends Envelope {
  readonly notification_type: IrrelevantType;
}

/** A type whose body Cloudinary has not published, or one that is new. */
export interface OpaqueNotification extends Envelope {
  readonly notification_type: 'opaque';
  /** The type as the body names it. */
  readonly named: string;
  /** Whatever assets the body could be seen to name. */
  readonly assets: readonly AssetHint[];
}

/** An asset as far as a body of unpublished shape names it: an `asset_id`, or a whole identity, or both. */
export type AssetHint = AssetReference | { readonly asset_id: string };

export const IRRELEVANT_TYPES = [
  'eager',
  'create_folder',
  'delete_folder',
  'explode',
  'multi',
  'related_assets',
  'proof_status_changed',
] as const;
export type IrrelevantType = (typeof IRRELEVANT_TYPES)[number];

/**
 * Every notification that Cloudinary sends.
 *
 * Source: https://cloudinary.com/documentation/notifications
 */
export type Notification =
  | UploadNotification
  | DeleteNotification
  | RenameNotification
  | MoveNotification
  | TagsNotification
  | ContextNotification
  | MetadataNotification
  | DisplayNameNotification
  | AccessControlNotification
  | FolderMoveNotification
  | ModerationNotification
  | IrrelevantNotification
  | OpaqueNotification;
