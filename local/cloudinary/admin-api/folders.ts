import type { Environment } from '../environment.ts';
import type { ApiCall, Handler } from '../http/api-call.ts';
import { ApiError } from '../http/api-error.ts';
import { ok } from '../http/reply.ts';
import { emitEvent } from '../notifications/emit-event.ts';

function nameOf(path: string) {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Whether a folder is the given one or lies below it. */
function isWithin(folder: string, path: string): boolean {
  return folder === path || folder.startsWith(`${path}/`);
}

/** Every folder, those that exist only because something lies below them too. */
function allFolders(environment: Environment): Set<string> {
  const folders = new Set<string>();
  const inUse = environment.library.all().map((asset) => asset.assetFolder);
  for (const folder of [...environment.folders, ...inUse]) {
    const names = folder.split('/').filter(Boolean);
    names.forEach((_, i) => {
      folders.add(names.slice(0, i + 1).join('/'));
    });
  }
  return folders;
}

function emit(call: ApiCall, type: string, fields: Record<string, unknown>): void {
  emitEvent(call.environment, { type, fields, envelope: 'sourced', apiKey: call.apiKey });
}

/** `GET /folders[/:path]`: the folders directly below. */
export const listFolders: Handler = (call) => {
  const parent = call.captured[0];
  const below = parent === undefined ? '' : `${parent}/`;
  const folders = [...allFolders(call.environment)]
    .filter((path) => path.startsWith(below) && !path.slice(below.length).includes('/'))
    .sort()
    .map((path) => ({ name: nameOf(path), path }));
  return ok({ folders, total_count: folders.length, next_cursor: null });
};

/** `POST /folders/:path`. */
export const createFolder: Handler = (call) => {
  const [path = ''] = call.captured;
  call.environment.folders.add(path);
  emit(call, 'create_folder', { folder_path: path, folder_name: nameOf(path) });
  return ok({ success: true, path, name: nameOf(path) });
};

/** `DELETE /folders/:path`: only when no asset lies in it or below. */
export const deleteFolder: Handler = (call) => {
  const [path = ''] = call.captured;
  const { environment } = call;
  if (!allFolders(environment).has(path)) throw new ApiError(404, `Can't find folder with path ${path}`);
  if (environment.library.all().some((asset) => isWithin(asset.assetFolder, path))) {
    throw new ApiError(400, 'Folder is not empty');
  }
  const deleted = [...environment.folders].filter((folder) => isWithin(folder, path));
  for (const folder of deleted) environment.folders.delete(folder);
  emit(call, 'delete_folder', { folder_path: path, folder_name: nameOf(path) });
  return ok({ deleted: [path] });
};

/** `PUT /folders/:path` with `to_folder`: every asset below changes its folder, and one event tells of it. */
export const renameFolder: Handler = (call) => {
  const [path = ''] = call.captured;
  const { environment, params } = call;
  const to = params.filled('to_folder');
  if (to === undefined) throw new ApiError(400, 'Missing required parameter - to_folder');
  const folders = allFolders(environment);
  if (!folders.has(path)) throw new ApiError(404, `Can't find folder with path ${path}`);
  if (folders.has(to)) throw new ApiError(400, `Folder ${to} already exists`);
  const moved = (folder: string) => (isWithin(folder, path) ? `${to}${folder.slice(path.length)}` : folder);
  const renamed = [...environment.folders].map(moved);
  environment.folders.clear();
  for (const folder of renamed) environment.folders.add(folder);
  for (const asset of environment.library.all()) asset.assetFolder = moved(asset.assetFolder);
  emit(call, 'move_or_rename_asset_folder', { from_path: path, to_path: to, status: 'success' });
  return ok({ from: { name: nameOf(path), path }, to: { name: nameOf(to), path: to } });
};
