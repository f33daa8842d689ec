/**
 * What no public page of Cloudinary settles, or what depends on settings of a product environment.
 * Every member can be changed while the server runs; a client has to cope with each value.
 */
export interface Behaviour {
  /** What `explicit` emits besides the change events: an upload-like notification, or nothing. */
  explicitNotifies: 'upload' | false;
  /** `rename` issues a new `version`. */
  renameChangesVersion: boolean;
  /** `rename` with `overwrite` also emits `delete` for the asset that was replaced. */
  renameOverwriteNotifiesDelete: boolean;
  /** Setting `access_control` issues a new `version`. */
  accessControlChangesVersion: boolean;
  /** Restoring issues a new `version` and `version_id`; otherwise those of the restored revision come back. */
  restoreChangesVersion: boolean;
  /** Approving or rejecting an asset issues a new `version`. */
  moderationBumpsVersion: boolean;
  /** A rejected asset loses its bytes: `placeholder: true`, `bytes: 0`. */
  moderationWithdrawsOriginal: boolean;
  /** Upload notifications carry `overwritten: true`, as the API response does. */
  overwrittenInNotification: boolean;
  /** An upload with `overwrite: false` that hit an existing asset notifies, with `existing: true`. */
  existingNotifies: boolean;
  /** Upload notifications repeat context and metadata when the upload carried them. */
  uploadNotificationCarries: { context: boolean; metadata: boolean };
  /** Upload notifications lack `version_id`. */
  notificationsOmitVersionId: boolean;
  /** Bodies as captured in 2021: without notification_context, signature_key, asset_folder, display_name, api_key. */
  legacyBodies: boolean;
  /** Container of added and updated values in `resource_context_changed`. */
  contextChangeForm: 'maps' | 'lists';
  /** Fields of the asset in the unpublished `restore_asset_version` body, besides the envelope. */
  restoreBody: readonly string[];
  /** `notification_context.triggered_by`; with source `api` the id is the caller's API key. */
  triggeredBy: { source: string; id?: string };
  /** A retry carries a fresh timestamp and signature. */
  retryReSigns: boolean;
  /** Entries of one `delete` notification at most; a bulk delete is split above it. */
  deleteNotificationSize: number;
  /** Event types that creating a trigger refuses. */
  refusedEventTypes: readonly string[];
  /** Options that creating a trigger refuses, such as `additive` or `auth_scheme`. */
  refusedTriggerOptions: readonly string[];
  /** The Triggers API answers 401 whatever the key. */
  triggersUnauthorised: boolean;
  /** Accept public_ids that the published rules forbid, as older assets may have them. */
  lenientPublicIds: boolean;
  /** Overwriting clears tags, context and metadata that the upload does not send again. */
  clearTagsOnOverwrite: boolean;
  /** Uploading under the public_id of a deleted, backed-up asset brings its asset_id back. */
  reuploadRevivesAssetId: boolean;
  /** Structured metadata fields that exist; anything else is refused. */
  metadataFields: 'any' | readonly string[];
  /** Listings and search results lack `etag`. */
  listingOmitsEtag: boolean;
  /** Plain listings also give deleted assets of which a backup is left: `status: deleted`, placeholders of 0 bytes. */
  listingGivesDeleted: boolean;
  /** A cursor of a listing is refused with a 400 once it is older than this, by the injected clock. 0: it never is. */
  listingCursorLifetimeMs: number;
  /** Search does not see changes younger than this. */
  searchLagMs: number;
  /** `download` and `download_backup` answer 302 to this origin. */
  downloadRedirects: false | string;
  /** Delivery URLs serve re-encoded bytes unless they carry `fl_original`. */
  deliveryOptimised: boolean;
  /** Delivery of PDF and ZIP files answers 401. */
  blockPdfAndZip: boolean;
  /** First lifetime of a cached delivery error, by the injected clock; doubles up to a day. 0 turns caching off. */
  deliveryErrorCacheMs: number;
  /** How native backup writes special characters of a public_id into its keys. */
  nativeBackupKeyEncoding: 'percent' | 'raw';
  /** Native backup copies a revision this long after its upload. */
  nativeBackupLagMs: number;
  /** Overwriting with identical bytes makes no second backup copy. */
  nativeBackupSkipsIdenticalBytes: boolean;
  /** Order of `versions[]`. */
  versionsOrder: 'newest-first' | 'oldest-first';
}

/** The behaviour that the published samples suggest; where none does, the likelier one. */
export function defaultBehaviour(): Behaviour {
  return {
    explicitNotifies: false,
    renameChangesVersion: false,
    renameOverwriteNotifiesDelete: false,
    accessControlChangesVersion: false,
    restoreChangesVersion: true,
    moderationBumpsVersion: false,
    moderationWithdrawsOriginal: false,
    overwrittenInNotification: false,
    existingNotifies: false,
    uploadNotificationCarries: { context: false, metadata: false },
    notificationsOmitVersionId: false,
    legacyBodies: false,
    contextChangeForm: 'maps',
    restoreBody: ['asset_id', 'public_id', 'resource_type', 'type', 'version'],
    triggeredBy: { source: 'api' },
    retryReSigns: true,
    deleteNotificationSize: 1000,
    refusedEventTypes: [],
    refusedTriggerOptions: [],
    triggersUnauthorised: false,
    lenientPublicIds: false,
    clearTagsOnOverwrite: true,
    reuploadRevivesAssetId: false,
    metadataFields: 'any',
    listingOmitsEtag: false,
    listingGivesDeleted: false,
    listingCursorLifetimeMs: 0,
    searchLagMs: 0,
    downloadRedirects: false,
    deliveryOptimised: false,
    blockPdfAndZip: false,
    deliveryErrorCacheMs: 60_000,
    nativeBackupKeyEncoding: 'percent',
    nativeBackupLagMs: 0,
    nativeBackupSkipsIdenticalBytes: false,
    versionsOrder: 'newest-first',
  };
}
