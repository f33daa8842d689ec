import { ApiError } from '../http/reply.ts';
import type { Asset, ResourceType } from '../library/asset.ts';
import { encodedPath } from '../library/delivery-url.ts';
import { extensionOf, normalisedFormat, withoutExtension } from '../library/formats.ts';
import { refuseUnstorable, storeUpload } from '../library/revisions.ts';
import { refuseOversized } from '../library/size-limits.ts';
import { notifyUpload } from '../notifications/upload-events.ts';
import type { SimulatedCloud } from '../simulation.ts';

/** The remote file that the longest mapped folder of a path stands for; undefined without one. */
function mappedAddress(cloud: SimulatedCloud, source: string): string | undefined {
  for (let end = source.lastIndexOf('/'); end > 0; end = source.lastIndexOf('/', end - 1)) {
    const template = cloud.productEnvironment.uploadMappings.get(source.slice(0, end));
    if (template === undefined) continue;
    const path = source.slice(end);
    // A key in S3 is not encoded.
    return `${template.replace(/\/$/, '')}${template.startsWith('s3:') ? path : encodedPath(path)}`;
  }
  return undefined;
}

/**
 * Uploads what a delivery URL asks for and no asset is, from where its folder is mapped to; undefined if it is not, or
 * if there is nothing, or too much (https://cloudinary.com/documentation/migration#lazy_migration_with_auto_upload).
 */
export async function autoUpload(
  cloud: SimulatedCloud,
  resource_type: ResourceType,
  source: string,
): Promise<Asset | undefined> {
  const address = mappedAddress(cloud, source);
  if (address === undefined) return undefined;
  try {
    const checkLength = (length: number) => refuseOversized(cloud, resource_type, length);
    const original = await cloud.fetchRemoteFile(address, cloud.cloudName, checkLength);
    const isRaw = resource_type === 'raw';
    const public_id = isRaw ? source : withoutExtension(source);
    const identity = { resource_type, type: 'upload', public_id };
    refuseUnstorable(cloud, identity, original);
    // Another request for it may have been faster.
    const present = cloud.library.live(identity);
    if (present) return present;
    const written = normalisedFormat(extensionOf(source) ?? (resource_type === 'video' ? 'mp4' : 'jpg'));
    const format = isRaw ? undefined : written;
    const { asset } = storeUpload(cloud, { ...identity, format, original, details: {} });
    notifyUpload(cloud, asset, { apiKey: undefined });
    return asset;
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}
