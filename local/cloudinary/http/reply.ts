import type { OriginalBytes } from '../bytes/original-bytes.ts';

/** What a request is answered with: JSON, or the bytes of an asset. */
export type Reply = { status: number; headers?: Record<string, string> } & (
  | { json: unknown }
  | { bytes: OriginalBytes; contentType: string }
);

/** An answer other than 200, with the message that goes into `error.message`. */
export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
  }
}

/** A 200 with JSON. */
export function ok(json: unknown): Reply {
  return { status: 200, json };
}

/** Clients refuse answers with more than some kilobytes of headers. */
const LONGEST_HEADER = 1000;

/** An error in Cloudinary's form; the message goes into the header of delivery errors too. */
export function errorReply(status: number, message: string, headers: Record<string, string> = {}): Reply {
  // A message may quote what the request carried, and a header takes only some characters.
  const quotable = message.slice(0, LONGEST_HEADER).replace(/[^ -~]/g, '?');
  return { status, headers: { 'X-Cld-Error': quotable, ...headers }, json: { error: { message } } };
}

/** What a request names. Throws a 404 when there is no such thing. */
export function existing<T>(found: T | undefined, name: string): T {
  if (found === undefined) throw new ApiError(404, `Resource not found - ${name}`);
  return found;
}
