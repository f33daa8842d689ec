import { createHash } from 'node:crypto';
import { unixSeconds } from '../library/instants.ts';
import type { ApiKey, CloudSettings } from '../options.ts';
import type { AuthScheme } from './triggers.ts';

/**
 * The v1 signature: a plain digest over body, timestamp and secret, without delimiters
 * (https://cloudinary.com/documentation/notification_signatures).
 */
export function notificationSignature(
  body: string,
  timestamp: number,
  secret: string,
  algorithm: 'sha1' | 'sha256',
): string {
  return createHash(algorithm).update(`${body}${timestamp}${secret}`).digest('hex');
}

/** The key that signs: the chosen one, else the oldest. */
export function signingKey(settings: CloudSettings): ApiKey | undefined {
  return settings.keys.find((key) => key.apiKey === settings.signatureKey) ?? settings.keys[0];
}

/** Timestamp and signature headers of one attempt. What the v2 signature signs is unpublished: its value is opaque. */
export function signatureHeaders(
  settings: CloudSettings,
  scheme: AuthScheme,
  body: string,
  at: Date,
): Record<string, string> {
  const timestamp = unixSeconds(at);
  const headers: Record<string, string> = { 'X-Cld-Timestamp': String(timestamp) };
  if (scheme !== 'eddsa_v2') {
    const secret = signingKey(settings)?.apiSecret ?? '';
    const algorithm = settings.signatureAlgorithm ?? 'sha1';
    headers['X-Cld-Signature'] = notificationSignature(body, timestamp, secret, algorithm);
  }
  if (scheme !== 'legacy_hmac') {
    headers['X-Cld-Signature_v2'] = createHash('sha512').update(`v2${body}${timestamp}`).digest('base64url');
  }
  return headers;
}
