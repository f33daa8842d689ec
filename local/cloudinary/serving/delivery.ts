import { wrongBytes } from '../bytes/wrong-bytes.ts';
import type { Environment } from '../environment.ts';
import { ApiError } from '../http/api-error.ts';
import type { Reply } from '../http/reply.ts';
import { type Asset, isPlaceholder } from '../library/asset.ts';
import { deliverySignatures } from '../library/delivery-url.ts';
import { extensionOf } from '../library/formats.ts';
import { assetReply } from './asset-reply.ts';

interface DeliveryPath {
  resourceType: string;
  type: string;
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
  const [, resourceType, type, signature, original, source] = match ?? [];
  if (!resourceType || !type || !source) throw new ApiError(404, 'Resource not found');
  return { resourceType, type, signature, original: original !== undefined, source };
}

function findDelivered(environment: Environment, path: DeliveryPath): { asset: Asset; derived: boolean } {
  const source = decodeURIComponent(path.source);
  const find = (publicId: string) => environment.library.live(path.resourceType, path.type, publicId);
  const extension = extensionOf(source);
  const withoutExtension = extension === undefined ? source : source.slice(0, -extension.length - 1);
  const asset = path.resourceType === 'raw' ? find(source) : (find(withoutExtension) ?? find(source));
  if (!asset || isPlaceholder(asset)) throw new ApiError(404, `Resource not found - ${source}`);
  return { asset, derived: path.resourceType !== 'raw' && extension !== asset.format };
}

function refuseUnlessAllowed(environment: Environment, path: DeliveryPath, asset: Asset): void {
  const { behaviour } = environment.simulation;
  const kind = asset.format ?? extensionOf(asset.publicId) ?? '';
  if (behaviour.blockPdfAndZip && ['pdf', 'zip'].includes(kind)) throw new ApiError(401, 'deny or ACL failure');
  if (JSON.stringify(asset.accessControl ?? []).includes('"token"')) throw new ApiError(401, 'deny or ACL failure');
  if (asset.type === 'upload') return;
  const toSign = `${path.original ? 'fl_original/' : ''}${path.source}`;
  const right = environment.keys.flatMap((key) => deliverySignatures(toSign, key.apiSecret));
  if (!path.signature || !right.includes(path.signature)) throw new ApiError(401, 'Missing or invalid signature');
}

/**
 * Answers a delivery URL. Whatever version it names, the newest bytes come (support.cloudinary.com article 202520912);
 * an extension other than the stored format, or a product environment that optimises by default, gives derived bytes.
 */
export function deliveryReply(environment: Environment, rawPath: string): Reply {
  const { behaviour, now } = environment.simulation;
  const cached = environment.deliveryErrors.get(rawPath, now());
  if (cached) throw new ApiError(cached.status, cached.message);
  try {
    const path = parseDeliveryPath(rawPath);
    const { asset, derived } = findDelivered(environment, path);
    refuseUnlessAllowed(environment, path, asset);
    const reply = assetReply(environment, asset);
    const optimised = behaviour.deliveryOptimised && !path.original && asset.resourceType !== 'raw';
    if (!('bytes' in reply) || !(derived || optimised)) return reply;
    return { ...reply, bytes: wrongBytes(reply.bytes, 'derived') };
  } catch (error) {
    if (error instanceof ApiError) {
      environment.deliveryErrors.put(rawPath, error, now(), behaviour.deliveryErrorCacheMs);
    }
    throw error;
  }
}
