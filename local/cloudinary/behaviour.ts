/**
 * What no public page of Cloudinary decides, or what depends on the settings of a cloud.
 * Every member can be changed while the server runs; a client must cope with each value.
 */
export class Behaviour {
  /** What `explicit` emits besides the change events: an upload-like notification, or nothing. */
  explicitNotifies: 'upload' | false = false;
  /** `rename` issues a new `version`. */
  renameChangesVersion = false;
  /** `rename` with `overwrite` also emits `delete` for the asset that was replaced. */
  renameOverwriteNotifiesDelete = false;
  /** Setting `access_control` issues a new `version`. */
  accessControlChangesVersion = false;
  /** Restoring issues a new `version` and `version_id`; otherwise those of the restored revision come back. */
  restoreChangesVersion = true;
  /** Approving or rejecting an asset issues a new `version`. */
  moderationBumpsVersion = false;
  /** A rejected asset loses its bytes: `placeholder: true`, `bytes: 0`. */
  moderationWithdrawsOriginal = false;
  /** Upload notifications carry `overwritten: true`, as the API response does. */
  overwrittenInNotification = false;
  /** An upload with `overwrite: false` that hit an existing asset notifies, with `existing: true`. */
  existingNotifies = false;
  /** Upload notifications repeat context and metadata when the upload carried them. */
  uploadNotificationCarries: { context: boolean; metadata: boolean } = { context: false, metadata: false };
  /** Upload notifications lack `version_id`. */
  notificationsOmitVersionId = false;
  /** Bodies as captured in 2021: without notification_context, signature_key, asset_folder, display_name, api_key. */
  legacyBodies = false;
  /** Container of added and updated values in `resource_context_changed`. */
  contextChangeForm: 'maps' | 'lists' = 'maps';
  /** Fields of the asset in the unpublished `restore_asset_version` body, besides the envelope. */
  restoreBody: readonly string[] = ['asset_id', 'public_id', 'resource_type', 'type', 'version'];
  /** `notification_context.triggered_by`; with source `api` the id is the caller's API key. */
  triggeredBy: { source: string; id?: string } = { source: 'api' };
  /** A retry carries a fresh timestamp and signature. */
  retryReSigns = true;
  /** The most entries in one `delete` notification; a larger bulk delete is split. */
  deleteNotificationSize = 1000;
  /** Event types that creating a trigger refuses. */
  refusedEventTypes: readonly string[] = [];
  /** Options that creating a trigger refuses, such as `additive` or `auth_scheme`. */
  refusedTriggerOptions: readonly string[] = [];
  /** The Triggers API answers 401 to every key. */
  triggersUnauthorised = false;
  /** Accept public_ids that the published rules forbid, as older assets may have them. */
  lenientPublicIds = false;
  /** Overwriting clears tags, context and metadata that the upload does not send again. */
  clearTagsOnOverwrite = true;
  /** Uploading under the public_id of a deleted, backed-up asset brings its asset_id back. */
  reuploadRevivesAssetId = false;
  /** Tags, context and metadata of a preset are added to those of signed uploads too, instead of giving way to them. */
  presetAddsToSigned = false;
  /** Updating a preset keeps the settings that the call leaves out. */
  presetUpdateKeepsSettings = false;
  /** An `async` upload begins this long after its answer. */
  asyncLagMs = 0;
  /** What ends an `async` upload notifies with the `batch_id` of its answer; an error always does. */
  batchIdInNotification = true;
  /** A remote file that has not arrived after this is given up. */
  remoteFileTimeoutMs = 60_000;
  /** Structured metadata fields that exist; anything else is refused. */
  metadataFields: 'any' | readonly string[] = 'any';
  /** Listings and search results lack `etag`. */
  listingOmitsEtag = false;
  /** Plain listings also give deleted assets that still have a backup: `status: deleted`, placeholders of 0 bytes. */
  listingGivesDeleted = false;
  /** A listing refuses a cursor older than this with a 400, by the injected clock. 0: never. */
  listingCursorLifetimeMs = 0;
  /** Search does not see changes younger than this. */
  searchLagMs = 0;
  /** `download` and `download_backup` answer 302 to this origin. */
  downloadRedirects: false | string = false;
  /** Delivery URLs serve re-encoded bytes unless they carry `fl_original`. */
  deliveryOptimised = false;
  /** Delivery of PDF and ZIP files answers 401. */
  blockPdfAndZip = false;
  /** First lifetime of a cached delivery error, by the injected clock; doubles up to a day. 0 turns caching off. */
  deliveryErrorCacheMs = 60_000;
  /** How native backup writes special characters of a public_id into its keys. */
  nativeBackupKeyEncoding: 'percent' | 'raw' = 'percent';
  /** Native backup copies a revision this long after its upload. */
  nativeBackupLagMs = 0;
  /** Overwriting with identical bytes makes no second backup copy. */
  nativeBackupSkipsIdenticalBytes = false;
  /** Order of `versions[]`. */
  versionsOrder: 'newest-first' | 'oldest-first' = 'newest-first';
}

/** The behaviour that the published samples suggest; where they suggest none, the likelier one. */
export function defaultBehaviour(): Behaviour {
  return new Behaviour();
}
