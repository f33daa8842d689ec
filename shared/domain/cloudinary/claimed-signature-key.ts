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
