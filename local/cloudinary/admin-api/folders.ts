import type { ApiCall } from '../http/api-call.ts';
import { endpoint } from '../http/endpoint.ts';
import { ApiError, ok } from '../http/reply.ts';
import { allFolders, describeFolder, folderPathIn, isWithin } from '../library/folder-tree.ts';
import { emitEvent } from '../notifications/emit-event.ts';
import { pageOfNames } from './page-of-names.ts';

const SIZES = { largest: 500, standard: 10 };

function folderOf({ path }: ApiCall): string {
  return folderPathIn(path.folder);
}

/** Every folder, with the one that the call's path names. Throws a 404 when there is no such folder. */
function foldersWith(call: ApiCall): Set<string> {
  const folders = allFolders(call.cloud);
  const folder = folderOf(call);
  if (!folders.has(folder)) throw new ApiError(404, `Can't find folder with path ${folder}`);
  return folders;
}

function emit({ cloud, cause }: ApiCall, type: string, fields: Record<string, unknown>): void {
  emitEvent(cloud, { type, fields, envelope: 'sourced', apiKey: cause.apiKey });
}

function emitOne(call: ApiCall, type: string): void {
  const { name, path } = describeFolder(folderOf(call));
  emit(call, type, { folder_path: path, folder_name: name });
}

/** `GET /folders[/:path]`: the folders directly below (https://cloudinary.com/documentation/admin_api#folders). */
export const listFolders = endpoint(['max_results', 'next_cursor'], (call) => {
  const folder = folderOf(call);
  const all = folder === '' ? allFolders(call.cloud) : foldersWith(call);
  const below = folder === '' ? '' : `${folder}/`;
  const children = [...all].filter((path) => path.startsWith(below) && !path.slice(below.length).includes('/'));
  const { page, next_cursor } = pageOfNames(call, children, SIZES);
  return ok({ folders: page.map(describeFolder), total_count: children.length, next_cursor: next_cursor ?? null });
});

/** `POST /folders/:path`. */
export const createFolder = endpoint([], (call) => {
  const folder = folderOf(call);
  call.cloud.folders.add(folder);
  emitOne(call, 'create_folder');
  return ok({ success: true, ...describeFolder(folder) });
});

/** `DELETE /folders/:path`: only when no asset is in it or below it. */
export const deleteFolder = endpoint([], (call) => {
  const { folders, library } = call.cloud;
  const folder = folderOf(call);
  foldersWith(call);
  if (library.all().some((asset) => isWithin(asset.asset_folder, folder))) {
    throw new ApiError(400, 'Folder is not empty');
  }
  for (const path of folders) if (isWithin(path, folder)) folders.delete(path);
  emitOne(call, 'delete_folder');
  return ok({ deleted: [folder] });
});

/** `PUT /folders/:path` with `to_folder`: every asset below it changes its folder, and one event reports that. */
export const renameFolder = endpoint(['to_folder'], (call) => {
  const { folders, library } = call.cloud;
  const folder = folderOf(call);
  const to = folderPathIn(call.params.get('to_folder') ?? '');
  if (to === '') throw new ApiError(400, 'Missing required parameter - to_folder');
  if (foldersWith(call).has(to)) throw new ApiError(400, `Folder ${to} already exists`);
  if (isWithin(to, folder)) throw new ApiError(400, `Folder ${folder} cannot move into itself`);
  const moved = (path: string) => (isWithin(path, folder) ? `${to}${path.slice(folder.length)}` : path);
  const renamed = [...folders].map(moved);
  folders.clear();
  for (const path of renamed) folders.add(path);
  for (const asset of library.all()) asset.asset_folder = moved(asset.asset_folder);
  emit(call, 'move_or_rename_asset_folder', { from_path: folder, to_path: to, status: 'success' });
  return ok({ from: describeFolder(folder), to: describeFolder(to) });
});
