import { createHash } from 'node:crypto';
import type { ApiKey } from '../options.ts';
import type { SimulatedCloud } from '../simulation.ts';
import type { Params } from './params.ts';
import { ApiError } from './reply.ts';

/** Signed requests go stale an hour after their `timestamp` (cloudinary_npm, docs/sign-browser-upload.md). */
const SIGNATURE_LIFETIME_S = 3600;

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

function callerWith(cloud: SimulatedCloud, key: string, unknown: string): ApiKey {
  const caller = cloud.keys.find((known) => known.apiKey === key);
  if (caller === undefined) throw new ApiError(401, unknown);
  return caller;
}

/** The caller of an Admin API request, by HTTP Basic authentication; anything else is a 401. */
export function basicCaller(cloud: SimulatedCloud, authorization: string | undefined): ApiKey {
  const encoded = /^Basic (.+)$/i.exec(authorization ?? '')?.[1] ?? '';
  const [key = '', ...secret] = Buffer.from(encoded, 'base64').toString().split(':');
  const caller = callerWith(cloud, key, 'unknown api_key');
  if (caller.apiSecret !== secret.join(':')) throw new ApiError(401, 'api_secret mismatch');
  return caller;
}

/** A UNIX time. Throws a 400 for anything else. */
function seconds(params: Params, name: string): number | undefined {
  const text = params.filled(name);
  if (text === undefined) return undefined;
  if (!/^\d{1,12}$/.test(text)) throw new ApiError(400, `Invalid value for parameter ${name}`);
  return Number(text);
}

/** The caller of a signed request (uploads, downloads). `staleStatus` differs between the two. */
export function signedCaller(cloud: SimulatedCloud, params: Params, staleStatus: 400 | 401): ApiKey {
  const key = params.filled('api_key');
  if (key === undefined) throw new ApiError(401, 'Must supply api_key');
  const caller = callerWith(cloud, key, `Unknown API key ${key}`);
  const signature = params.filled('signature') ?? '';
  if (!acceptableSignatures(params, caller.apiSecret).includes(signature)) {
    throw new ApiError(401, `Invalid Signature ${signature}.`);
  }
  const timestamp = seconds(params, 'timestamp');
  if (timestamp === undefined) throw new ApiError(400, 'Missing required parameter - timestamp');
  // A download link may live longer than an hour when it says so itself.
  const expires = seconds(params, 'expires_at') ?? timestamp + SIGNATURE_LIFETIME_S;
  if (cloud.now().getTime() / 1000 > expires) {
    const reported = new Date(timestamp * 1000).toISOString();
    throw new ApiError(staleStatus, `Stale request - reported time is ${reported} which is more than 1 hour ago`);
  }
  return caller;
}
