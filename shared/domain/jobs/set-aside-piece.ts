import * as z from 'zod/mini';
import { type Instant, parseInstant } from '../text/instant.ts';

/** A piece of an unintelligible body, as `setAsideMessages` made it. */
export interface SetAsidePiece {
  readonly cloud: string;
  readonly signedAt: Instant;
  /** The id of the delivery, which all pieces of a body share. */
  readonly requestId: string;
  /** Its place in the body, from 1. */
  readonly number: number;
  readonly pieces: number;
  readonly bytes: Uint8Array;
}

/** Ten times as many as the longest body has: a piece that claims more was not made by `setAsideMessages`. */
const MAX_PIECES = 1000;

const text = z.string().check(z.minLength(1));
const ordinal = z.int().check(z.minimum(1), z.maximum(MAX_PIECES));

const schema = z
  .object({
    v: z.literal(1),
    job: z.literal('unintelligible'),
    cloud: text,
    signed_at: text.check(z.refine((value) => parseInstant(value) === value)),
    request_id: text,
    part: ordinal,
    parts: ordinal,
    body_base64: z.base64(),
  })
  .check(z.refine(({ part, parts }) => part <= parts));

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** The piece in a message; `undefined` for any other message. */
export function setAsidePiece(body: string): SetAsidePiece | undefined {
  const { success, data } = schema.safeParse(jsonOf(body));
  if (!success) return undefined;
  const { cloud, signed_at: signedAt, request_id: requestId, part: number, parts: pieces } = data;
  return { cloud, signedAt, requestId, number, pieces, bytes: Buffer.from(data.body_base64, 'base64') };
}
