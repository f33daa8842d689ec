/** An asset folder's path as Cloudinary writes it in either way: with slashes around it, or without. */
export const withoutOuterSlashes = (path: string): string => path.replace(/^\/+|\/+$/g, '');
