import { createHash, timingSafeEqual } from 'node:crypto';

/** How long before now a notification may have been signed: longer than all of Cloudinary's retries together. */
export const OLDEST_SIGNATURE_SECONDS = 2 * 60 * 60;
/** How far ahead of ours the clock that signed may be. */
export const NEWEST_SIGNATURE_SECONDS = 5 * 60;

/** A delivery as it came in; header values are as received. */
export interface SignedDelivery {
  /** The exact bytes: parsed and serialised again, a body no longer matches its signature. */
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

export type SignatureVerdict =
  | { readonly valid: true; readonly signedAtSeconds: number }
  | { readonly valid: false; readonly rejection: SignatureRejection };

function rejected(rejection: SignatureRejection): SignatureVerdict {
  return { valid: false, rejection };
}

/** Cloudinary's plain digest (no HMAC): body, timestamp and secret one after the other. The length tells the algorithm. */
function digest(delivery: SignedDelivery, timestamp: string, secret: string, hexLength: number): Buffer {
  return createHash(hexLength === 40 ? 'sha1' : 'sha256')
    .update(delivery.body)
    .update(timestamp)
    .update(secret)
    .digest();
}

/**
 * Checks that a delivery was signed by one of the secrets, recently.
 *
 * @param secrets API secrets of the product environment; empty ones are passed over, as anyone can sign with them
 *
 * Source: https://cloudinary.com/documentation/notification_signatures
 */
export function verifySignature(delivery: SignedDelivery, secrets: readonly string[], now: Date): SignatureVerdict {
  const { timestamp, signature } = delivery;
  if (timestamp === undefined) return rejected('missing-timestamp');
  // Without a leading zero: nothing parts the body from the timestamp, and a 0 at the body's end could pass for one.
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
  // Every secret is tried, whichever matches: the time taken tells nothing about which.
  const matches = usable.map((secret) => timingSafeEqual(digest(delivery, timestamp, secret, signature.length), given));
  return matches.includes(true) ? { valid: true, signedAtSeconds } : rejected('mismatch');
}

/** Bounded, and digits alone: nobody writes into a log through it what he likes. */
const MEMBER = /"signature_key"\s{0,8}:\s{0,8}"(\d{6,32})"/;

/**
 * The API key that a body claims to have been signed with, by Cloudinary's member `signature_key`; `undefined` where there
 * is none that looks like an API key. Meant for bodies whose signature does not match, so that an operator sees which key's
 * secret may be missing: it is searched for, not parsed, and proves nothing.
 *
 * Source: https://cloudinary.com/documentation/notifications
 */
export function claimedSignatureKey(body: Uint8Array): string | undefined {
  return MEMBER.exec(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('latin1'))?.[1];
}
