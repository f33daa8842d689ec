import type { AssetIdentity } from '../asset/asset.ts';

/**
 * The resource_type and delivery type that a delivery URL names, whichever host it has. Only ever used to ask Cloudinary
 * about an asset: no bytes are fetched from a URL that a body carries.
 *
 * Source: https://cloudinary.com/documentation/image_transformations#transformation_url_structure
 */
export function identityInDeliveryUrl(
  url: string | undefined,
): Pick<AssetIdentity, 'resource_type' | 'type'> | undefined {
  const match = /^https?:\/\/[^/]+\/(?:[^/]+\/)?(image|video|raw)\/(upload|private|authenticated)\//.exec(url ?? '');
  // Both groups are part of every match.
  return match === null ? undefined : { resource_type: String(match[1]), type: String(match[2]) };
}
