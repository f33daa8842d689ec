import type { Instant } from '../text/instant.ts';
import { asQueueSafeJson } from '../text/queue-safe-json.ts';

/** What goes to the set-aside queue beside a signed body that is unintelligible. */
export interface Unintelligible {
  readonly cloud: string;
  readonly received_at: Instant;
  readonly signed_at: Instant;
  readonly request_id: string;
  readonly reason: string;
}

/** This many bytes in base64, with their envelope, fit into one message. */
const PIECE_BYTES = 45_000;

/**
 * The messages that keep a body unchanged: in base64, because a queue refuses some characters, and in pieces if the
 * body is longer than a message.
 */
export function setAsideMessages(body: Uint8Array, about: Unintelligible): readonly string[] {
  const pieces = Math.max(1, Math.ceil(body.length / PIECE_BYTES));
  return Array.from({ length: pieces }, (_, index) =>
    asQueueSafeJson({
      v: 1,
      job: 'unintelligible',
      ...about,
      part: index + 1,
      parts: pieces,
      body_base64: Buffer.from(body.subarray(index * PIECE_BYTES, (index + 1) * PIECE_BYTES)).toString('base64'),
    }),
  );
}
