import type { ApiCall, Handler } from '../http/api-call.ts';
import { ApiError, ok } from '../http/reply.ts';
import { emitEvent } from '../notifications/emit-event.ts';
import type { ProductEnvironment } from '../simulation.ts';

function described(path: string) {
  return { name: path.slice(path.lastIndexOf('/') + 1), path };
}

/** Whether a folder is the given one or lies below it. */
function isWithin(folder: string, path: string): boolean {
  return folder === path || folder.startsWith(`${path}/`);
}

/** Every folder, those that exist only because something lies below them too. */
function allFolders({ folders, library }: ProductEnvironment): Set<string> {
  const inUse = library.all().map((asset) => asset.asset_folder);
  const paths = [...folders, ...inUse].map((folder) => folder.split('/').filter(Boolean));
  return new Set(paths.flatMap((names) => names.map((_, i) => names.slice(0, i + 1).join('/'))));
}

/** Every folder, with the one that the call's path names. Throws a 404 when there is no such folder. */
function foldersWith({ environment, path }: ApiCall): Set<string> {
  const folders = allFolders(environment);
  if (!folders.has(path.folder)) throw new ApiError(404, `Can't find folder with path ${path.folder}`);
  return folders;
}

function emit({ environment, cause }: ApiCall, type: string, fields: Record<string, unknown>): void {
  emitEvent(environment, { type, fields, envelope: 'sourced', apiKey: cause.apiKey });
}

function emitOne(call: ApiCall, type: string): void {
  const { name, path } = described(call.path.folder);
  emit(call, type, { folder_path: path, folder_name: name });
}

/** `GET /folders[/:path]`: the folders directly below. */
export const listFolders: Handler = ({ environment, path: { folder } }) => {
  const below = folder === '' ? '' : `${folder}/`;
  const folders = [...allFolders(environment)]
    .filter((path) => path.startsWith(below) && !path.slice(below.length).includes('/'))
    .sort()
    .map(described);
  return ok({ folders, total_count: folders.length, next_cursor: null });
};

/** `POST /folders/:path`. */
export const createFolder: Handler = (call) => {
  const { folder } = call.path;
  call.environment.folders.add(folder);
  emitOne(call, 'create_folder');
  return ok({ success: true, ...described(folder) });
};

/** `DELETE /folders/:path`: only when no asset lies in it or below. */
export const deleteFolder: Handler = (call) => {
  const { folders, library } = call.environment;
  const { folder } = call.path;
  foldersWith(call);
  if (library.all().some((asset) => isWithin(asset.asset_folder, folder))) {
    throw new ApiError(400, 'Folder is not empty');
  }
  for (const path of folders) if (isWithin(path, folder)) folders.delete(path);
  emitOne(call, 'delete_folder');
  return ok({ deleted: [folder] });
};

/** `PUT /folders/:path` with `to_folder`: every asset below changes its folder, and one event tells of it. */
export const renameFolder: Handler = (call) => {
  const { folders, library } = call.environment;
  const { folder } = call.path;
  const to = call.params.filled('to_folder');
  if (to === undefined) throw new ApiError(400, 'Missing required parameter - to_folder');
  if (foldersWith(call).has(to)) throw new ApiError(400, `Folder ${to} already exists`);
  const moved = (path: string) => (isWithin(path, folder) ? `${to}${path.slice(folder.length)}` : path);
  const renamed = [...folders].map(moved);
  folders.clear();
  for (const path of renamed) folders.add(path);
  for (const asset of library.all()) asset.asset_folder = moved(asset.asset_folder);
  emit(call, 'move_or_rename_asset_folder', { from_path: folder, to_path: to, status: 'success' });
  return ok({ from: described(folder), to: described(to) });
};
