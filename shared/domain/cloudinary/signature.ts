import { createHash, timingSafeEqual } from 'node:crypto';

/** How long ago a notification may have been signed: longer than Cloudinary retries. */
export const OLDEST_SIGNATURE_SECONDS = 2 * 60 * 60;
/** How far Cloudinary's clock may be ahead of ours. */
export const NEWEST_SIGNATURE_SECONDS = 5 * 60;

/** A delivery as it arrived, with its header values unchanged. */
export interface SignedDelivery {
  /** The exact bytes: a body that was parsed and serialised again no longer matches its signature. */
  readonly body: Uint8Array;
  /** `X-Cld-Timestamp` */
  readonly timestamp: string | undefined;
  /** `X-Cld-Signature` */
  readonly signature: string | undefined;
  /** `X-Cld-Signature_v2`, whose public key and format are unpublished. */
  readonly signatureV2: string | undefined;
}

export type SignatureRejection =
  | 'missing-timestamp'
  | 'malformed-timestamp'
  | 'missing-signature'
  | 'malformed-signature'
  | 'eddsa-only'
  | 'too-old'
  | 'from-the-future'
  | 'no-secret'
  | 'mismatch';

export type SignatureCheck =
  | { readonly valid: true; readonly signedAtSeconds: number }
  | { readonly valid: false; readonly rejection: SignatureRejection };

function rejected(rejection: SignatureRejection): SignatureCheck {
  return { valid: false, rejection };
}

/** Cloudinary's plain digest (not HMAC) of body, timestamp and secret. Its length determines the algorithm. */
function digest(delivery: SignedDelivery, timestamp: string, secret: string, hexLength: number): Buffer {
  return createHash(hexLength === 40 ? 'sha1' : 'sha256')
    .update(delivery.body)
    .update(timestamp)
    .update(secret)
    .digest();
}

/**
 * Checks that a delivery was signed recently, with one of the secrets.
 *
 * @param secrets API secrets of the cloud; empty ones are ignored, because anyone can sign with them
 *
 * Source: https://cloudinary.com/documentation/notification_signatures
 */
export function verifySignature(delivery: SignedDelivery, secrets: readonly string[], now: Date): SignatureCheck {
  const { timestamp, signature } = delivery;
  if (timestamp === undefined) return rejected('missing-timestamp');
  // Without a leading zero: nothing separates body and timestamp, so a 0 could move from the end of the body to there.
  if (!/^[1-9]\d{8,10}$/.test(timestamp)) return rejected('malformed-timestamp');
  if (signature === undefined) {
    return rejected(delivery.signatureV2 === undefined ? 'missing-signature' : 'eddsa-only');
  }
  if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(signature)) return rejected('malformed-signature');

  const signedAtSeconds = Number(timestamp);
  const age = now.getTime() / 1000 - signedAtSeconds;
  if (age > OLDEST_SIGNATURE_SECONDS) return rejected('too-old');
  if (age < -NEWEST_SIGNATURE_SECONDS) return rejected('from-the-future');

  const usable = secrets.filter((secret) => secret !== '');
  if (usable.length === 0) return rejected('no-secret');
  const given = Buffer.from(signature, 'hex');
  // Every secret is tried, so the time taken does not reveal which one matches.
  const matches = usable.map((secret) => timingSafeEqual(digest(delivery, timestamp, secret, signature.length), given));
  return matches.includes(true) ? { valid: true, signedAtSeconds } : rejected('mismatch');
}

/** Only digits, and few of them, so that no sender can write arbitrary text into a log. */
const MEMBER = /"signature_key"\s{0,8}:\s{0,8}"(\d{6,32})"/;

/**
 * The API key that a body claims to be signed with, in Cloudinary's field `signature_key`; `undefined` if none there
 * looks like an API key. It is meant for bodies whose signature does not match, to show the operator which key's secret
 * may be missing. The body is searched, not parsed, and the key proves nothing.
 *
 * Source: https://cloudinary.com/documentation/notifications
 */
export function claimedSignatureKey(body: Uint8Array): string | undefined {
  return MEMBER.exec(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('latin1'))?.[1];
}
