import type { OriginalBytes } from '../bytes/original-bytes.ts';

/** What a request is answered with: JSON, or the bytes of an asset. */
export type Reply = { status: number; headers?: Record<string, string> } & (
  | { json: unknown }
  | { bytes: OriginalBytes; contentType: string; assetId: string }
);

/** A 200 with JSON. */
export function ok(json: unknown): Reply {
  return { status: 200, json };
}

/** An error in Cloudinary's form; the message goes into the header of delivery errors too. */
export function errorReply(status: number, message: string, headers: Record<string, string> = {}): Reply {
  return { status, headers: { 'X-Cld-Error': message, ...headers }, json: { error: { message } } };
}
