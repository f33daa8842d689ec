import { createHash } from 'node:crypto';
import type { Environment } from '../environment.ts';
import type { Asset } from './asset.ts';

/** A public_id with its format as delivery URLs write it: percent-encoded per segment, `:` left as it is. */
function encodedSource(asset: Asset): string {
  const source = asset.format === undefined ? asset.publicId : `${asset.publicId}.${asset.format}`;
  return source.split('/').map(encodeURIComponent).join('/').replaceAll('%3A', ':');
}

/**
 * Values of the `s--…--` component that are right for a delivery path: the version is not signed
 * (https://cloudinary.com/documentation/delivery_url_signatures).
 */
export function deliverySignatures(toSign: string, secret: string): string[] {
  const short = ['sha1', 'sha256'].map((algorithm) => [algorithm, 8] as const);
  return [...short, ['sha256', 32] as const].map(([algorithm, length]) => {
    const digest = createHash(algorithm).update(`${toSign}${secret}`).digest('base64').slice(0, length);
    return digest.replaceAll('/', '_').replaceAll('+', '-');
  });
}

/** `url` and `secure_url` of an asset; those of authenticated assets are signed. */
export function deliveryUrls(environment: Environment, asset: Asset): { url: string; secure_url: string } {
  const source = encodedSource(asset);
  const [signature] = deliverySignatures(source, environment.keys[0]?.apiSecret ?? '');
  const path = [
    environment.cloudName,
    asset.resourceType,
    asset.type,
    ...(asset.type === 'authenticated' ? [`s--${signature}--`] : []),
    `v${asset.version}`,
    source,
  ].join('/');
  const origins = environment.simulation.deliveryOrigins();
  return { url: `${origins.http}/${path}`, secure_url: `${origins.https}/${path}` };
}
