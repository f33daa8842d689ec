import type { Asset } from '../library/asset.ts';

/**
 * The key of a native backup copy: the public_id acts as a folder and the version as a file name; raw has no
 * extension after the version (support.cloudinary.com article 213994945, cloudinary_gem issue 386).
 */
export function nativeBackupKey(cloudName: string, asset: Asset, encoding: 'percent' | 'raw'): string {
  const publicId =
    encoding === 'percent' ? asset.publicId.split('/').map(encodeURIComponent).join('/') : asset.publicId;
  const extension = asset.format === undefined ? '' : `.${asset.format}`;
  return `res/${cloudName}/${asset.resourceType}/${asset.type}/${publicId}/${asset.version}${extension}`;
}
