import type { Params } from '../http/params.ts';
import { ApiError } from '../http/reply.ts';
import type { SimulatedCloud } from '../simulation.ts';
import type { Asset } from './asset.ts';

/**
 * What only dynamic folders have. `to_folder` stands for renaming a folder, which fixed folders do not support.
 *
 * Sources: https://cloudinary.com/documentation/folder_modes,
 * https://cloudinary.com/documentation/upload_parameters
 */
const OF_DYNAMIC_FOLDERS = [
  'asset_folder',
  'display_name',
  'public_id_prefix',
  'to_folder',
  'use_asset_folder_as_public_id_prefix',
  'use_filename_as_display_name',
];

function hasFixedFolders({ settings }: SimulatedCloud): boolean {
  return settings.folderMode === 'fixed';
}

/** Refuses a call by name that makes sense only with dynamic folders, if those of the cloud are fixed. */
export function refuseDynamicFolders(cloud: SimulatedCloud, params: Params): void {
  const name = hasFixedFolders(cloud) ? OF_DYNAMIC_FOLDERS.find((parameter) => params.has(parameter)) : undefined;
  if (name !== undefined) throw new ApiError(400, `${name} is not supported in fixed folder mode`);
}

/** Puts an asset into its folder, which outlives it. Where folders are fixed, that is the path in its public_id. */
export function placeInFolder(cloud: SimulatedCloud, asset: Asset): void {
  const { public_id } = asset;
  if (hasFixedFolders(cloud)) asset.asset_folder = public_id.slice(0, Math.max(public_id.lastIndexOf('/'), 0));
  if (asset.asset_folder !== '') cloud.folders.add(asset.asset_folder);
}

/** Folder and display name, as answers and notifications carry them; where folders are fixed, only `folder`. */
export function folderFields(cloud: SimulatedCloud, { asset_folder, display_name }: Asset) {
  return hasFixedFolders(cloud) ? { folder: asset_folder } : { asset_folder, display_name };
}
