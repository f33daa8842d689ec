/** A path without the slashes around it: Cloudinary writes asset folders in either way, and so do people URLs. */
export function withoutOuterSlashes(path: string): string {
  return path.replace(/^\/+|\/+$/g, '');
}
