/**
 * What identifies an asset within one cloud. One public_id may exist as image, video and raw, and once for each
 * delivery type.
 *
 * Source: https://cloudinary.com/documentation/upload_parameters#public_id
 */
export interface AssetIdentity {
  /** `image`, `video` or `raw`; kept as a string because Cloudinary may add to it. */
  readonly resource_type: string;
  /** Delivery type: `upload`, `private`, `authenticated`, or one of the fetched and derived types. */
  readonly type: string;
  readonly public_id: string;
}

/** An asset as a notification names it. `asset_id` survives a rename; bodies from before 2021 may lack it. */
export interface AssetReference extends AssetIdentity {
  readonly asset_id?: string;
}

/** The fields that name an asset, and no others. */
export function referenceOf(asset: AssetIdentity & { readonly asset_id?: string | undefined }): AssetReference {
  const { resource_type, type, public_id, asset_id } = asset;
  return { resource_type, type, public_id, ...(asset_id !== undefined && { asset_id }) };
}

/** One string per identity; no two identities share it. */
export function identityText(asset: AssetIdentity): string {
  return JSON.stringify([asset.resource_type, asset.type, asset.public_id]);
}
