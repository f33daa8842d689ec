import type { SimulatedCloud } from '../simulation.ts';

/** A folder as answers describe it. */
export function describeFolder(path: string) {
  return { name: path.slice(path.lastIndexOf('/') + 1), path };
}

/** The path of a folder without the slashes that a client may write around it. */
export function folderPathIn(text: string): string {
  return text.replace(/^\/+|\/+$/g, '');
}

/** Whether a folder is the given one or lies below it. */
export function isWithin(folder: string, path: string): boolean {
  return folder === path || folder.startsWith(`${path}/`);
}

/** Every folder, including those that exist only because something lies below them. */
export function allFolders({ folders, library }: SimulatedCloud): Set<string> {
  const inUse = library.all().map((asset) => asset.asset_folder);
  const paths = [...folders, ...inUse].map((folder) => folder.split('/').filter(Boolean));
  return new Set(paths.flatMap((names) => names.map((_, i) => names.slice(0, i + 1).join('/'))));
}
