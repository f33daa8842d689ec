import * as z from 'zod/mini';
import { type Instant, parseInstant } from '../text/instant.ts';

/** A piece of a body that was set aside, as `deadLetters` made it. */
export interface DeadLetterPiece {
  readonly cloud: string;
  readonly signedAt: Instant;
  /** Of the delivery: all pieces of a body have the same one. */
  readonly requestId: string;
  /** From 1. */
  readonly part: number;
  readonly parts: number;
  readonly bytes: Uint8Array;
}

/** Ten times what the longest body has; what names more was not made by `deadLetters`. */
const MAX_PARTS = 1000;

const text = z.string().check(z.minLength(1));
const ordinal = z.int().check(z.minimum(1), z.maximum(MAX_PARTS));

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

/** The piece that a message of a dead-letter queue holds; `undefined` for any other message. */
export function deadLetterPiece(body: string): DeadLetterPiece | undefined {
  const { success, data } = schema.safeParse(jsonOf(body));
  if (!success) return undefined;
  const { cloud, signed_at: signedAt, request_id: requestId, part, parts } = data;
  return { cloud, signedAt, requestId, part, parts, bytes: Buffer.from(data.body_base64, 'base64') };
}
