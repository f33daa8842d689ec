import { v2 as cloudinary, type UploadApiResponse } from 'cloudinary';
import type { AssetIdentity } from '#shared/domain/asset/asset.ts';

/** How the official SDK reaches a cloud. */
export interface Account {
  readonly cloud_name: string;
  readonly api_key: string;
  readonly api_secret: string;
  readonly upload_prefix: string;
}

/** Options of an upload, in addition to the account. */
export interface UploadOptions {
  readonly tags?: readonly string[];
}

/** A cloud, used through the official SDK as any application uses it. */
export type MediaLibrary = ReturnType<typeof mediaLibrary>;

/** Opens the cloud of an account. */
export function mediaLibrary(account: Account) {
  const optionsFor = (asset: AssetIdentity) => {
    return { ...account, type: asset.type, resource_type: resourceTypeOf(asset) };
  };
  return {
    upload(path: string, asset: AssetIdentity, options: UploadOptions = {}): Promise<UploadApiResponse> {
      return cloudinary.uploader.upload(path, { ...optionsFor(asset), ...options, public_id: asset.public_id });
    },
    rename(asset: AssetIdentity, publicId: string): Promise<unknown> {
      return cloudinary.uploader.rename(asset.public_id, publicId, optionsFor(asset));
    },
    replaceTags(asset: AssetIdentity, tag: string): Promise<unknown> {
      return cloudinary.uploader.replace_tag(tag, [asset.public_id], optionsFor(asset));
    },
    addContext(asset: AssetIdentity, context: string): Promise<unknown> {
      return cloudinary.uploader.add_context(context, [asset.public_id], optionsFor(asset));
    },
    delete(asset: AssetIdentity): Promise<unknown> {
      return cloudinary.uploader.destroy(asset.public_id, { ...optionsFor(asset), invalidate: true });
    },
  };
}

function resourceTypeOf({ resource_type }: AssetIdentity): 'image' | 'video' | 'raw' {
  if (resource_type === 'image' || resource_type === 'video' || resource_type === 'raw') return resource_type;
  throw new Error(`The demo uploads no ${resource_type}`);
}
