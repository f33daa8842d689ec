import { v2 as cloudinary, type UploadApiResponse } from 'cloudinary';
import type { AssetIdentity } from '../../../shared/domain/asset/asset.ts';

/** How the official SDK reaches a product environment. */
export interface Account {
  readonly cloud_name: string;
  readonly api_key: string;
  readonly api_secret: string;
  readonly upload_prefix: string;
}

/** What an upload says of itself, beside whose it is. */
export interface UploadOptions {
  readonly tags?: readonly string[];
}

/** A product environment, driven by the official SDK as any application does it. */
export class MediaLibrary {
  readonly #account: Account;

  constructor(account: Account) {
    this.#account = account;
  }

  upload(path: string, asset: AssetIdentity, options: UploadOptions = {}): Promise<UploadApiResponse> {
    const resource_type = resourceTypeOf(asset);
    const { public_id, type } = asset;
    return cloudinary.uploader.upload(path, { ...this.#account, ...options, public_id, type, resource_type });
  }

  rename(asset: AssetIdentity, publicId: string): Promise<unknown> {
    return cloudinary.uploader.rename(asset.public_id, publicId, this.#optionsFor(asset));
  }

  replaceTags(asset: AssetIdentity, tag: string): Promise<unknown> {
    return cloudinary.uploader.replace_tag(tag, [asset.public_id], this.#optionsFor(asset));
  }

  addContext(asset: AssetIdentity, context: string): Promise<unknown> {
    return cloudinary.uploader.add_context(context, [asset.public_id], this.#optionsFor(asset));
  }

  delete(asset: AssetIdentity): Promise<unknown> {
    return cloudinary.uploader.destroy(asset.public_id, { ...this.#optionsFor(asset), invalidate: true });
  }

  #optionsFor(asset: AssetIdentity) {
    return { ...this.#account, type: asset.type, resource_type: resourceTypeOf(asset) };
  }
}

function resourceTypeOf({ resource_type }: AssetIdentity): 'image' | 'video' | 'raw' {
  if (resource_type === 'image' || resource_type === 'video' || resource_type === 'raw') return resource_type;
  throw new Error(`The demo uploads no ${resource_type}`);
}
