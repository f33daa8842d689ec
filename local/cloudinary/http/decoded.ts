import { ApiError } from './reply.ts';

/** Percent-decodes a part of an address. Throws a 400 for a `%` that encodes nothing. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ApiError(400, `Malformed percent-encoding in ${text}`);
  }
}
