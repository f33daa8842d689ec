import { createHash } from 'node:crypto';
import { parseNotification } from '#shared/domain/cloudinary/parse-notification.ts';
import type { DeadLetterPiece } from '#shared/domain/jobs/dead-letter-piece.ts';
import { planJobs } from '#shared/domain/jobs/plan-jobs.ts';
import { messagesOf } from '#shared/domain/jobs/queue-message.ts';
import type { DeadLetter, DeadMessage, JudgedLetter, Verdict } from './dead-letter.ts';

interface Collection {
  readonly messages: DeadMessage[];
  readonly pieces: Map<number, DeadLetterPiece>;
}

/** A body that was whole: what came of it, and of which bytes it was. */
interface Judged {
  readonly verdict: Verdict;
  /** By the number of the piece. */
  readonly fingerprints: ReadonlyMap<number, string>;
}

function fingerprintOf({ bytes }: DeadLetterPiece): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function keyOf({ cloud, requestId, parts }: DeadLetterPiece): string {
  return JSON.stringify([cloud, requestId, parts]);
}

function letterOf({ cloud, requestId }: DeadLetterPiece, messages: readonly DeadMessage[]): DeadLetter {
  return {
    kind: 'unintelligible',
    cloud,
    requestId,
    messages,
  };
}

/** Another piece of that number: it may be what is true, so that it must not go with the first one. */
function contradiction(message: DeadMessage, piece: DeadLetterPiece): JudgedLetter {
  const reason = `another piece ${piece.part} of ${piece.parts} of this request has other bytes`;
  return { outcome: 'kept', resent: [], reason, letter: letterOf(piece, [message]) };
}

/**
 * Reads a body anew that the webhook could not make sense of at its time, and plans it as the webhook would today. Its
 * signature was checked when it came in. The webhook's limit on messages does not hold here: Cloudinary does not wait.
 */
function reparse(body: Uint8Array, { cloud, signedAt }: DeadLetterPiece): Verdict {
  const parsed = parseNotification(body);
  if (!parsed.intelligible) return { outcome: 'kept', resent: [], reason: `still unintelligible: ${parsed.reason}` };
  const plan = planJobs(parsed.notification, { cloud, signedAt });
  if ('ignored' in plan) return { outcome: 'settled', resent: [], reason: plan.ignored };
  const { messages, oversized } = messagesOf(plan.jobs);
  if (!oversized) return { outcome: 'moved', resent: messages };
  return {
    outcome: 'kept',
    resent: messages,
    reason: 'a part of it is longer than a message may be; the rest is sent',
  };
}

/** Puts the pieces of bodies together, in whatever order they come, and judges each body once it is whole. */
export function pieceCollector() {
  const open = new Map<string, Collection>();
  const judged = new Map<string, Judged>();
  return {
    /** @returns the letter that this piece made whole, or that it is by itself */
    add: (message: DeadMessage, piece: DeadLetterPiece): JudgedLetter | undefined => {
      const key = keyOf(piece);
      const judgedBefore = judged.get(key);
      if (judgedBefore !== undefined) {
        const { verdict, fingerprints } = judgedBefore;
        if (fingerprints.get(piece.part) !== fingerprintOf(piece)) return contradiction(message, piece);
        // A queue may hold a message twice: a copy that comes late shares the fate of its body, whose jobs are sent once.
        return { ...verdict, resent: [], letter: letterOf(piece, [message]) };
      }
      const collection: Collection = open.get(key) ?? { messages: [], pieces: new Map() };
      open.set(key, collection);
      const { messages, pieces } = collection;
      const same = pieces.get(piece.part);
      if (same !== undefined && !Buffer.from(same.bytes).equals(piece.bytes)) return contradiction(message, piece);
      messages.push(message);
      pieces.set(piece.part, piece);
      if (pieces.size < piece.parts) return undefined;
      const inOrder = [...pieces.values()].toSorted((a, b) => a.part - b.part);
      const verdict = reparse(Buffer.concat(inOrder.map(({ bytes }) => bytes)), piece);
      open.delete(key);
      const fingerprints = new Map(inOrder.map((each) => [each.part, fingerprintOf(each)]));
      judged.set(key, { verdict, fingerprints });
      return { ...verdict, letter: letterOf(piece, messages) };
    },
    /** What is not whole, to be kept. */
    incomplete: (): readonly JudgedLetter[] =>
      [...open.values()].flatMap(({ messages, pieces }): JudgedLetter[] => {
        const [piece] = pieces.values();
        if (piece === undefined) return [];
        const all = Array.from({ length: piece.parts }, (_, index) => index + 1);
        const missing = all.filter((part) => !pieces.has(part)).join(', ');
        const reason = `incomplete: of ${piece.parts} pieces, ${missing} missing`;
        return [{ outcome: 'kept', resent: [], reason, letter: letterOf(piece, messages) }];
      }),
  };
}

export type PieceCollector = ReturnType<typeof pieceCollector>;
