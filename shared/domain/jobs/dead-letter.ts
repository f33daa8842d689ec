import type { Instant } from '../text/instant.ts';
import { asQueueSafeJson } from '../text/queue-safe-json.ts';

/** A signed body that nothing could be made of, as it goes to the dead-letter queue. */
export interface Unintelligible {
  readonly cloud: string;
  readonly received_at: Instant;
  readonly signed_at: Instant;
  readonly request_id: string;
  readonly reason: string;
}

/** Base64 of this many bytes, and the envelope, stay within one message. */
const PIECE_BYTES = 45_000;

/**
 * The messages that keep a body as it is: in base64, since a queue refuses some characters, and in pieces where it is
 * longer than a message.
 */
export function deadLetters(body: Uint8Array, about: Unintelligible): readonly string[] {
  const parts = Math.max(1, Math.ceil(body.length / PIECE_BYTES));
  return Array.from({ length: parts }, (_, part) =>
    asQueueSafeJson({
      v: 1,
      job: 'unintelligible',
      ...about,
      part: part + 1,
      parts,
      body_base64: Buffer.from(body.subarray(part * PIECE_BYTES, (part + 1) * PIECE_BYTES)).toString('base64'),
    }),
  );
}
