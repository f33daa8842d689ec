/** An asset folder's path as Cloudinary writes it in either way: with slashes around it, or without. */
export function withoutOuterSlashes(path: string): string {
  return path.replace(/^\/+|\/+$/g, '');
}
