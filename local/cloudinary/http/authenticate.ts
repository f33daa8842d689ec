import type { Environment } from '../environment.ts';
import type { ApiKey } from '../options.ts';
import { ApiError } from './api-error.ts';
import type { Params } from './params.ts';
import { acceptableSignatures } from './request-signature.ts';

/** Signed requests go stale an hour after their `timestamp` (cloudinary_npm, docs/sign-browser-upload.md). */
const SIGNATURE_LIFETIME_S = 3600;

/** The caller of an Admin API request, by HTTP Basic authentication; anything else is a 401. */
export function basicCaller(environment: Environment, authorization: string | undefined): ApiKey {
  const encoded = /^Basic (.+)$/i.exec(authorization ?? '')?.[1] ?? '';
  const credentials = Buffer.from(encoded, 'base64').toString();
  const [key = '', ...secret] = credentials.split(':');
  const caller = environment.keys.find((known) => known.apiKey === key);
  if (caller === undefined) throw new ApiError(401, 'unknown api_key');
  if (caller.apiSecret !== secret.join(':')) throw new ApiError(401, 'api_secret mismatch');
  return caller;
}

/** The caller of a signed request (uploads, downloads). `staleStatus` differs between the two. */
export function signedCaller(environment: Environment, params: Params, now: Date, staleStatus: 400 | 401): ApiKey {
  const key = params.filled('api_key');
  if (key === undefined) throw new ApiError(401, 'Must supply api_key');
  const caller = environment.keys.find((known) => known.apiKey === key);
  if (caller === undefined) throw new ApiError(401, `Unknown API key ${key}`);
  const signature = params.filled('signature');
  if (signature === undefined || !acceptableSignatures(params, caller.apiSecret).includes(signature)) {
    throw new ApiError(401, `Invalid Signature ${signature ?? ''}.`);
  }
  const timestamp = Number(params.filled('timestamp'));
  if (!Number.isInteger(timestamp)) throw new ApiError(400, 'Missing required parameter - timestamp');
  // A download link may live longer than an hour when it says so itself.
  const expires = Number(params.filled('expires_at') ?? timestamp + SIGNATURE_LIFETIME_S);
  if (now.getTime() / 1000 > expires) {
    const reported = new Date(timestamp * 1000).toISOString();
    throw new ApiError(staleStatus, `Stale request - reported time is ${reported} which is more than 1 hour ago`);
  }
  return caller;
}
