import { createHash } from 'node:crypto';
import type { SimulatedCloud } from '../simulation.ts';
import type { Asset } from './asset.ts';

/** Algorithm and length of the signatures that a delivery URL may carry, the usual one first. */
const SIGNATURES = [
  ['sha1', 8],
  ['sha256', 8],
  ['sha256', 32],
] as const;

/** A path, percent-encoded per segment. */
export function encodedPath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

/**
 * Values of the `s--…--` component that are right for a delivery path: the version is not signed
 * (https://cloudinary.com/documentation/delivery_url_signatures).
 */
export function deliverySignatures(toSign: string, secret: string): string[] {
  return SIGNATURES.map(([algorithm, length]) => {
    const digest = createHash(algorithm).update(`${toSign}${secret}`).digest('base64').slice(0, length);
    return digest.replaceAll('/', '_').replaceAll('+', '-');
  });
}

/** `url` and `secure_url` of an asset, or of what a transformation makes of it; those of authenticated assets are signed. */
export function deliveryUrls(
  cloud: SimulatedCloud,
  asset: Pick<Asset, 'resource_type' | 'type' | 'public_id' | 'format' | 'version'>,
  transformation = '',
): { url: string; secure_url: string } {
  const { resource_type, type, public_id, format, version } = asset;
  // Delivery URLs leave `:` as it is.
  const source = encodedPath(format === undefined ? public_id : `${public_id}.${format}`).replaceAll('%3A', ':');
  const made = transformation === '' ? '' : `${encodeURI(transformation)}/`;
  const [signature] = deliverySignatures(`${made}${source}`, cloud.keys[0]?.apiSecret ?? '');
  const signed = type === 'authenticated' ? `s--${signature}--/` : '';
  const path = `${cloud.cloudName}/${resource_type}/${type}/${signed}${made}v${version}/${source}`;
  const { http, https } = cloud.deliveryOrigins;
  return { url: `${http}/${path}`, secure_url: `${https}/${path}` };
}
