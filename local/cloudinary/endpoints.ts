import { ping, usage } from './admin-api/account.ts';
import { deleteBackups } from './admin-api/delete-backups.ts';
import { deleteByAssetIds, deleteByTag, deleteResources } from './admin-api/delete-resources.ts';
import { createFolder, deleteFolder, listFolders, renameFolder } from './admin-api/folders.ts';
import * as listings from './admin-api/listings.ts';
import { resource, resourceByAssetId } from './admin-api/resource.ts';
import { restoreByAssetIds, restoreByPublicIds } from './admin-api/restore.ts';
import { createTrigger, deleteTrigger, listTriggers, updateTrigger } from './admin-api/triggers-api.ts';
import { updateResource } from './admin-api/update-resource.ts';
import type { FaultPoint } from './faults.ts';
import type { Handler } from './http/api-call.ts';
import { type Route, routesOf } from './http/route.ts';
import { search } from './search/search.ts';
import { download, downloadBackup } from './serving/downloads.ts';
import { changeContext, changeMetadata, changeTags } from './upload-api/bulk-changes.ts';
import { destroy } from './upload-api/destroy.ts';
import { explicit } from './upload-api/explicit.ts';
import { rename } from './upload-api/rename.ts';
import { upload } from './upload-api/upload.ts';

/** The Admin API: HTTP Basic, counted against the hourly quota. */
const admin = routesOf<Handler>({
  'GET ping': ping,
  'GET usage': usage,
  'GET usage/:date': usage,
  'GET triggers': listTriggers,
  'POST triggers': createTrigger,
  'PUT triggers/:trigger': updateTrigger,
  'DELETE triggers/:trigger': deleteTrigger,
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
  'POST resources/:resource_type/:type/restore': restoreByPublicIds,
  'POST resources/:resource_type/:type/:public_id': updateResource,
  'DELETE resources/backup/:asset_id': deleteBackups,
  'DELETE resources': deleteByAssetIds,
  'DELETE resources/:resource_type/tags/:tag': deleteByTag,
  'DELETE resources/:resource_type/:type': deleteResources,
  'GET folders': listFolders,
  'GET folders/:folder': listFolders,
  'POST folders/:folder': createFolder,
  'PUT folders/:folder': renameFolder,
  'DELETE folders/:folder': deleteFolder,
});

/** The Upload API: signed, and not counted against the Admin API's quota. */
const uploads = routesOf<Handler>({
  'POST :resource_type_or_auto/upload': upload,
  'POST :resource_type/explicit': explicit,
  'POST :resource_type/rename': rename,
  'POST :resource_type/destroy': destroy,
  'POST :resource_type/tags': changeTags,
  'POST :resource_type/context': changeContext,
  'POST :resource_type/metadata': changeMetadata,
});

/** Signed download links. */
const downloads = routesOf<Handler>({
  'GET :resource_type/download': download,
  'GET download_backup': downloadBackup,
});

/** Every endpoint of the APIs, registered here and nowhere else, by where faults strike it. The first that fits answers. */
export const ENDPOINTS: Readonly<Record<Exclude<FaultPoint, 'delivery'>, readonly Route<Handler>[]>> = {
  admin,
  upload: uploads,
  download: downloads,
  downloadBackup: downloads,
};
