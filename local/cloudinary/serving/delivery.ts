import type { OriginalBytes } from '../bytes/original-bytes.ts';
import { wrongBytes } from '../bytes/wrong-bytes.ts';
import { ApiError, existing, type Reply } from '../http/reply.ts';
import { type Asset, type Identity, isPlaceholder } from '../library/asset.ts';
import { deliverySignatures } from '../library/delivery-url.ts';
import { contentTypeOf, extensionOf, withoutExtension } from '../library/formats.ts';
import type { ProductEnvironment } from '../simulation.ts';

/** The newest bytes of an asset. */
export function assetReply({ faults }: ProductEnvironment, asset: Asset): Extract<Reply, { bytes: OriginalBytes }> {
  const { asset_id, original, format, public_id } = asset;
  const bytes = faults.stableWrongBytes.has(asset_id) ? wrongBytes(original, asset_id) : original;
  return { status: 200, bytes, contentType: contentTypeOf(format ?? extensionOf(public_id)) };
}

interface DeliveryPath extends Omit<Identity, 'public_id'> {
  signature: string | undefined;
  original: boolean;
  /** Public_id with extension, as written in the URL. */
  source: string;
}

function parseDeliveryPath(rawPath: string): DeliveryPath {
  const match =
    /^(image|video|raw)\/(upload|private|authenticated)\/(?:s--([\w-]+)--\/)?(fl_original\/)?(?:v\d+\/)?(.+)$/.exec(
      rawPath,
    );
  const [, resource_type, type, signature, original, source] = match ?? [];
  if (!resource_type || !type || !source) throw new ApiError(404, 'Resource not found');
  return { resource_type, type, signature, original: original !== undefined, source };
}

function findDelivered(environment: ProductEnvironment, path: DeliveryPath): { asset: Asset; derived: boolean } {
  const source = decodeURIComponent(path.source);
  const find = (public_id: string) => environment.library.live({ ...path, public_id });
  const isRaw = path.resource_type === 'raw';
  const found = isRaw ? find(source) : (find(withoutExtension(source)) ?? find(source));
  const asset = existing(found && isPlaceholder(found) ? undefined : found, source);
  return { asset, derived: !isRaw && extensionOf(source) !== asset.format };
}

function refuseUnlessAllowed(environment: ProductEnvironment, path: DeliveryPath, asset: Asset): void {
  const kind = asset.format ?? extensionOf(asset.public_id) ?? '';
  const isBlocked = environment.behaviour.blockPdfAndZip && ['pdf', 'zip'].includes(kind);
  if (isBlocked || JSON.stringify(asset.access_control ?? []).includes('"token"')) {
    throw new ApiError(401, 'deny or ACL failure');
  }
  if (asset.type === 'upload') return;
  const toSign = `${path.original ? 'fl_original/' : ''}${path.source}`;
  const right = environment.keys.flatMap((key) => deliverySignatures(toSign, key.apiSecret));
  if (!path.signature || !right.includes(path.signature)) throw new ApiError(401, 'Missing or invalid signature');
}

/**
 * Answers a delivery URL. Whatever version it names, the newest bytes come (support.cloudinary.com article 202520912);
 * an extension other than the stored format, or a product environment that optimises by default, gives derived bytes.
 */
export function deliveryReply(environment: ProductEnvironment, rawPath: string): Reply {
  const { behaviour, deliveryErrors } = environment;
  const now = environment.now();
  const cached = deliveryErrors.get(rawPath, now);
  if (cached) throw new ApiError(cached.status, cached.message);
  try {
    const path = parseDeliveryPath(rawPath);
    const { asset, derived } = findDelivered(environment, path);
    refuseUnlessAllowed(environment, path, asset);
    const reply = assetReply(environment, asset);
    const optimised = behaviour.deliveryOptimised && !path.original && asset.resource_type !== 'raw';
    return derived || optimised ? { ...reply, bytes: wrongBytes(reply.bytes, 'derived') } : reply;
  } catch (error) {
    if (error instanceof ApiError) deliveryErrors.put(rawPath, error, now, behaviour.deliveryErrorCacheMs);
    throw error;
  }
}
