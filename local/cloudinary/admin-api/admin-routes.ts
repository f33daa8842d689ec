import type { Route } from '../http/route.ts';
import { search } from '../search/search.ts';
import { ping, usage } from './account.ts';
import { deleteBackups } from './delete-backups.ts';
import { deleteByAssetIds, deleteByTag, deleteResources } from './delete-resources.ts';
import { createFolder, deleteFolder, listFolders, renameFolder } from './folders.ts';
import {
  listByAssetFolder,
  listByAssetIds,
  listByContext,
  listByModeration,
  listByTag,
  listResources,
} from './listings.ts';
import { resource, resourceByAssetId } from './resource.ts';
import { restoreByAssetIds, restoreByPublicIds } from './restore.ts';
import { createTrigger, deleteTrigger, listTriggers, updateTrigger } from './triggers-api.ts';
import { updateResource } from './update-resource.ts';

/** The Admin API: HTTP Basic, counted against the hourly quota. The first route that fits answers. */
export const adminRoutes: readonly Route[] = [
  ['GET', /^ping$/, ping],
  ['GET', /^usage(?:\/.*)?$/, usage],
  ['GET', /^triggers$/, listTriggers],
  ['POST', /^triggers$/, createTrigger],
  ['PUT', /^triggers\/([^/]+)$/, updateTrigger],
  ['DELETE', /^triggers\/([^/]+)$/, deleteTrigger],
  ['GET', /^resources\/by_asset_ids$/, listByAssetIds],
  ['GET', /^resources\/by_asset_folder$/, listByAssetFolder],
  ['GET', /^resources\/([0-9a-f]{32})$/, resourceByAssetId],
  ['GET', /^resources\/(image|video|raw)\/tags\/(.+)$/s, listByTag],
  ['GET', /^resources\/(image|video|raw)\/context$/, listByContext],
  ['GET', /^resources\/(image|video|raw)\/moderations\/(\w+)\/(\w+)$/, listByModeration],
  ['GET', /^resources\/(image|video|raw)(?:\/(\w+))?$/, listResources],
  ['GET', /^resources\/(image|video|raw)\/(\w+)\/(.+)$/s, resource],
  ['POST', /^resources\/search$/, search],
  ['POST', /^resources\/restore$/, restoreByAssetIds],
  ['POST', /^resources\/(image|video|raw)\/(\w+)\/restore$/, restoreByPublicIds],
  ['POST', /^resources\/(image|video|raw)\/(\w+)\/(.+)$/s, updateResource],
  ['DELETE', /^resources\/backup\/([0-9a-f]{32})$/, deleteBackups],
  ['DELETE', /^resources$/, deleteByAssetIds],
  ['DELETE', /^resources\/(image|video|raw)\/tags\/(.+)$/s, deleteByTag],
  ['DELETE', /^resources\/(image|video|raw)\/(\w+)$/, deleteResources],
  ['GET', /^folders(?:\/(.+))?$/, listFolders],
  ['POST', /^folders\/(.+)$/, createFolder],
  ['PUT', /^folders\/(.+)$/, renameFolder],
  ['DELETE', /^folders\/(.+)$/, deleteFolder],
];
