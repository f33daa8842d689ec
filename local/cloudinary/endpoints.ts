import { updateAccessMode } from './admin-api/access-mode.ts';
import { ping, usage } from './admin-api/account.ts';
import { config } from './admin-api/config.ts';
import { deleteBackups } from './admin-api/delete-backups.ts';
import { deleteByAssetIds, deleteByTag, deleteResources } from './admin-api/delete-resources.ts';
import { createFolder, deleteFolder, listFolders, renameFolder } from './admin-api/folders.ts';
import * as listings from './admin-api/listings.ts';
import * as datasource from './admin-api/metadata-datasource.ts';
import { orderMetadataFields } from './admin-api/metadata-field-order.ts';
import * as fields from './admin-api/metadata-fields.ts';
import * as rules from './admin-api/metadata-rules.ts';
import { acknowledgeMessages, claimMessages } from './admin-api/notification-messages.ts';
import { addRelatedAssets, deleteRelatedAssets } from './admin-api/related-assets.ts';
import { resource, resourceByAssetId } from './admin-api/resource.ts';
import { restoreByAssetIds, restoreByPublicIds } from './admin-api/restore.ts';
import * as profiles from './admin-api/streaming-profiles.ts';
import { listTags } from './admin-api/tags.ts';
import * as transformations from './admin-api/transformations.ts';
import { createTrigger, deleteTrigger, listTriggers, testTrigger, updateTrigger } from './admin-api/triggers-api.ts';
import { updateResource } from './admin-api/update-resource.ts';
import * as mappings from './admin-api/upload-mappings.ts';
import * as presets from './admin-api/upload-presets.ts';
import type { FaultPoint } from './faults.ts';
import type { Endpoint } from './http/endpoint.ts';
import { type Route, routesOf } from './http/route.ts';
import { search } from './search/search.ts';
import { searchFolders } from './search/search-folders.ts';
import { download, downloadBackup } from './serving/downloads.ts';
import { changeContext, changeMetadata, changeTags } from './upload-api/bulk-changes.ts';
import { destroy } from './upload-api/destroy.ts';
import { explicit } from './upload-api/explicit.ts';
import { rename } from './upload-api/rename.ts';
import { upload } from './upload-api/upload.ts';

/** The Admin API: HTTP Basic, counted against the hourly quota. */
const admin = routesOf<Endpoint>({
  'GET config': config,
  'GET ping': ping,
  'GET usage': usage,
  'GET usage/:date': usage,
  'GET triggers': listTriggers,
  'POST triggers': createTrigger,
  'POST triggers/:trigger/test': testTrigger,
  'PUT triggers/:trigger': updateTrigger,
  'DELETE triggers/:trigger': deleteTrigger,
  'GET tags/:resource_type': listTags,
  'GET resources': listings.listResourceTypes,
  'GET resources/by_asset_ids': listings.listByAssetIds,
  'GET resources/by_asset_folder': listings.listByAssetFolder,
  'GET resources/:asset_id': resourceByAssetId,
  'GET resources/:resource_type/tags/:tag': listings.listByTag,
  'GET resources/:resource_type/context': listings.listByContext,
  'GET resources/:resource_type/moderations/:kind/:status': listings.listByModeration,
  'GET resources/:resource_type': listings.listResources,
  'GET resources/:resource_type/:type': listings.listResources,
  'GET resources/:resource_type/:type/:public_id': resource,
  'POST resources/search': search,
  'POST resources/restore': restoreByAssetIds,
  'POST resources/related_assets/:asset_id': addRelatedAssets,
  'DELETE resources/related_assets/:asset_id': deleteRelatedAssets,
  'POST resources/related_assets/:resource_type/:type/:public_id': addRelatedAssets,
  'DELETE resources/related_assets/:resource_type/:type/:public_id': deleteRelatedAssets,
  'POST resources/:resource_type/:type/restore': restoreByPublicIds,
  'POST resources/:resource_type/:type/update_access_mode': updateAccessMode,
  'POST resources/:resource_type/:type/:public_id': updateResource,
  'DELETE resources/backup/:asset_id': deleteBackups,
  'DELETE resources': deleteByAssetIds,
  'DELETE resources/:resource_type/tags/:tag': deleteByTag,
  'DELETE resources/:resource_type/:type': deleteResources,
  'GET v2/notifications/messages': claimMessages,
  'POST v2/notifications/messages/ack': acknowledgeMessages,
  'GET upload_presets': presets.listUploadPresets,
  'POST upload_presets': presets.createUploadPreset,
  'GET upload_presets/:name': presets.uploadPreset,
  'PUT upload_presets/:name': presets.updateUploadPreset,
  'DELETE upload_presets/:name': presets.deleteUploadPreset,
  'GET upload_mappings': mappings.listUploadMappings,
  'POST upload_mappings': mappings.createUploadMapping,
  'PUT upload_mappings': mappings.updateUploadMapping,
  'DELETE upload_mappings': mappings.deleteUploadMapping,
  'GET streaming_profiles': profiles.listStreamingProfiles,
  'POST streaming_profiles': profiles.createStreamingProfile,
  'GET streaming_profiles/:name': profiles.streamingProfile,
  'PUT streaming_profiles/:name': profiles.updateStreamingProfile,
  'DELETE streaming_profiles/:name': profiles.deleteStreamingProfile,
  'GET transformations': transformations.listTransformations,
  'POST transformations': transformations.createTransformation,
  'PUT transformations': transformations.updateTransformation,
  'DELETE transformations': transformations.deleteTransformation,
  'GET metadata_fields': fields.listMetadataFields,
  'POST metadata_fields': fields.createMetadataField,
  'PUT metadata_fields/order': orderMetadataFields,
  'GET metadata_fields/:external_id': fields.metadataField,
  'PUT metadata_fields/:external_id': fields.updateMetadataField,
  'DELETE metadata_fields/:external_id': fields.deleteMetadataField,
  'POST metadata_fields/datasource/search': datasource.searchDatasources,
  'POST metadata_fields/:external_id/datasource/search': datasource.searchDatasource,
  'PUT metadata_fields/:external_id/datasource': datasource.updateDatasource,
  'DELETE metadata_fields/:external_id/datasource': datasource.deleteDatasourceEntries,
  'POST metadata_fields/:external_id/datasource_restore': datasource.restoreDatasourceEntries,
  'POST metadata_fields/:external_id/datasource/order': datasource.orderDatasource,
  'GET metadata_rules': rules.listMetadataRules,
  'POST metadata_rules': rules.createMetadataRule,
  'PUT metadata_rules/:external_id': rules.updateMetadataRule,
  'DELETE metadata_rules/:external_id': rules.deleteMetadataRule,
  'GET folders': listFolders,
  'GET folders/': listFolders,
  'GET folders/:folder': listFolders,
  'POST folders/search': searchFolders,
  'POST folders/:folder': createFolder,
  'PUT folders/:folder': renameFolder,
  'DELETE folders/:folder': deleteFolder,
});

/** The Upload API: signed, and not counted against the Admin API's quota. */
const uploads = routesOf<Endpoint>({
  'POST :resource_type_or_auto/upload': upload,
  'POST :resource_type/explicit': explicit,
  'POST :resource_type/rename': rename,
  'POST :resource_type/destroy': destroy,
  'POST :resource_type/tags': changeTags,
  'POST :resource_type/context': changeContext,
  'POST :resource_type/metadata': changeMetadata,
});

/** Signed download links. */
const downloads = routesOf<Endpoint>({
  'GET :resource_type/download': download,
  'GET download_backup': downloadBackup,
});

/** Every endpoint of the APIs, registered only here, by the point at which faults strike it. The first match answers. */
export const ENDPOINTS: Readonly<Record<Exclude<FaultPoint, 'delivery'>, readonly Route<Endpoint>[]>> = {
  admin,
  upload: uploads,
  download: downloads,
  downloadBackup: downloads,
};
