import type { IncomingHttpHeaders } from 'node:http';
import type { OriginalBytes } from '../bytes/original-bytes.ts';
import { wrongBytes } from '../bytes/wrong-bytes.ts';
import { decoded } from '../http/decoded.ts';
import { ApiError, existing, type Reply } from '../http/reply.ts';
import { type Asset, type Identity, isPlaceholder, type ResourceType } from '../library/asset.ts';
import { deliverySignatures } from '../library/delivery-url.ts';
import { contentTypeOf, extensionOf, withoutExtension } from '../library/formats.ts';
import type { SimulatedCloud } from '../simulation.ts';
import { readsRemoteFile } from '../upload-api/remote-files.ts';
import { autoUpload } from './auto-upload.ts';

/** The newest bytes of an asset. */
export function assetReply({ faults }: SimulatedCloud, asset: Asset): Extract<Reply, { bytes: OriginalBytes }> {
  const { asset_id, original, format, public_id } = asset;
  const bytes = faults.stableWrongBytes.has(asset_id) ? wrongBytes(original, asset_id) : original;
  return { status: 200, bytes, contentType: contentTypeOf(format ?? extensionOf(public_id)) };
}

interface DeliveryPath extends Omit<Identity, 'public_id'> {
  resource_type: ResourceType;
  signature: string | undefined;
  /** As written in the URL, with its final slash; empty without one. */
  transformation: string;
  /** Public_id with extension, as written in the URL. */
  source: string;
}

function parseDeliveryPath(rawPath: string): DeliveryPath {
  const match =
    /^(image|video|raw)\/(upload|private|authenticated)\/(?:s--([\w-]+)--\/)?(fl_original\/|(?:[a-z]{1,4}_[^/]+\/)+(?=v\d+\/))?(?:v\d+\/)?(.+)$/.exec(
      rawPath,
    );
  const [, resource_type, type, signature, transformation = '', source] = match ?? [];
  if (!resource_type || !type || !source) throw new ApiError(404, 'Resource not found');
  // Of the three that the pattern takes.
  return { resource_type: resource_type as ResourceType, type, signature, transformation, source };
}

async function findDelivered(
  cloud: SimulatedCloud,
  path: DeliveryPath,
  headers: IncomingHttpHeaders,
): Promise<{ asset: Asset; derived: boolean }> {
  const source = decoded(path.source);
  const find = (public_id: string) => cloud.library.live({ ...path, public_id });
  const isRaw = path.resource_type === 'raw';
  const stored = isRaw ? find(source) : (find(withoutExtension(source)) ?? find(source));
  // Mappings that lead to each other would go round for ever.
  const isMapped = path.type === 'upload' && !readsRemoteFile(headers);
  const found = stored ?? (isMapped ? await autoUpload(cloud, path.resource_type, source) : undefined);
  const asset = existing(found && isPlaceholder(found) ? undefined : found, source);
  return { asset, derived: !isRaw && extensionOf(source) !== asset.format };
}

function refuseUnlessAllowed(cloud: SimulatedCloud, path: DeliveryPath, asset: Asset): void {
  const kind = asset.format ?? extensionOf(asset.public_id) ?? '';
  const isBlocked = cloud.behaviour.blockPdfAndZip && ['pdf', 'zip'].includes(kind);
  if (isBlocked || JSON.stringify(asset.access_control ?? []).includes('"token"')) {
    throw new ApiError(401, 'deny or ACL failure');
  }
  if (asset.type === 'upload' && asset.access_mode !== 'authenticated') return;
  const toSign = `${path.transformation}${path.source}`;
  const right = cloud.keys.flatMap((key) => deliverySignatures(toSign, key.apiSecret));
  if (!path.signature || !right.includes(path.signature)) throw new ApiError(401, 'Missing or invalid signature');
}

/**
 * Answers a delivery URL. It serves the newest bytes, whichever version the URL names (support.cloudinary.com article 202520912);
 * an extension other than the stored format, a transformation, or a cloud that optimises by default, gives derived bytes.
 */
export async function deliveryReply(
  cloud: SimulatedCloud,
  rawPath: string,
  headers: IncomingHttpHeaders,
): Promise<Reply> {
  const { behaviour, deliveryErrors } = cloud;
  const now = cloud.now();
  const cached = deliveryErrors.get(rawPath, now);
  if (cached) throw new ApiError(cached.status, cached.message);
  try {
    const path = parseDeliveryPath(rawPath);
    const { asset, derived } = await findDelivered(cloud, path, headers);
    refuseUnlessAllowed(cloud, path, asset);
    const reply = assetReply(cloud, asset);
    const optimised = behaviour.deliveryOptimised && path.transformation === '' && asset.resource_type !== 'raw';
    const transformed = !['', 'fl_original/'].includes(path.transformation);
    return derived || transformed || optimised ? { ...reply, bytes: wrongBytes(reply.bytes, 'derived') } : reply;
  } catch (error) {
    if (error instanceof ApiError) deliveryErrors.put(rawPath, error, now, behaviour.deliveryErrorCacheMs);
    throw error;
  }
}
