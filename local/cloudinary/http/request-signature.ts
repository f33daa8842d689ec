import { createHash } from 'node:crypto';
import type { Params } from './params.ts';

const UNSIGNED = new Set(['file', 'api_key', 'signature', 'resource_type', 'cloud_name']);

/**
 * Signatures that are right for these parameters and this secret: SHA-1 or SHA-256 over `k=v` pairs sorted by key and
 * joined by `&`, then the secret; with `&` inside a pair escaped (signature version 2) or not (version 1)
 * (https://cloudinary.com/documentation/authentication_signatures).
 */
export function acceptableSignatures(params: Params, secret: string): string[] {
  const pairs = params
    .entries()
    .map(([name, values]) => [name, values.join(',')] as const)
    .filter(([name, value]) => value !== '' && !UNSIGNED.has(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`);
  const texts = [pairs.map((pair) => pair.replaceAll('&', '%26')).join('&'), pairs.join('&')];
  return texts.flatMap((text) =>
    ['sha1', 'sha256'].map((algorithm) => createHash(algorithm).update(`${text}${secret}`).digest('hex')),
  );
}
