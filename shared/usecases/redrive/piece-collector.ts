import { createHash } from 'node:crypto';
import { parseNotification } from '#shared/domain/cloudinary/parse-notification.ts';
import { planJobs } from '#shared/domain/jobs/plan-jobs.ts';
import { messagesOf } from '#shared/domain/jobs/queue-message.ts';
import type { SetAsidePiece } from '#shared/domain/jobs/set-aside-piece.ts';
import type { Redrivable } from '../queue-name.ts';
import type { DeadLetter, DeadMessage, JudgedLetter, Judgement } from './dead-letter.ts';

interface Collection {
  readonly messages: DeadMessage[];
  readonly pieces: Map<number, SetAsidePiece>;
}

/** The judgement on a body that is whole, and the fingerprints of its pieces. */
interface Judged {
  readonly judgement: Judgement;
  /** Fingerprints by the number of the piece. */
  readonly fingerprints: ReadonlyMap<number, string>;
}

function fingerprintOf({ bytes }: SetAsidePiece): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function keyOf({ cloud, requestId, pieces }: SetAsidePiece): string {
  return JSON.stringify([cloud, requestId, pieces]);
}

function letterOf({ cloud, requestId }: SetAsidePiece, messages: readonly DeadMessage[]): DeadLetter {
  return { kind: 'unintelligible', cloud, requestId, messages };
}

/** Keeps another piece with the same number. It may be the right one, so it must not be removed with the first one. */
function contradiction(message: DeadMessage, piece: SetAsidePiece): JudgedLetter {
  const reason = `another message has other bytes for piece ${piece.number} of ${piece.pieces} of this request`;
  return { outcome: 'kept', resent: [], reason, letter: letterOf(piece, [message]) };
}

/**
 * Parses a body again that the webhook could not parse, and plans its jobs as the webhook would today. Its signature
 * was checked when it arrived. The webhook's limit on messages does not hold here: Cloudinary does not wait.
 */
function reparse(body: Uint8Array, { cloud, signedAt }: SetAsidePiece): Judgement {
  const parsed = parseNotification(body);
  if (!parsed.intelligible) return { outcome: 'kept', resent: [], reason: `still unintelligible: ${parsed.reason}` };
  const plan = planJobs(parsed.notification, { cloud, signedAt });
  if ('ignored' in plan) return { outcome: 'ignored', resent: [], reason: plan.ignored };
  const { messages, oversized } = messagesOf(plan.jobs);
  const kept = (reason: string): Judgement => ({ outcome: 'kept', resent: messages, reason });
  if (oversized) return kept('one of its jobs is too long for a message; only the others are sent');
  if (parsed.faults !== undefined) return kept(`still unintelligible in part; the rest is sent: ${parsed.faults}`);
  return { outcome: 'moved', resent: messages };
}

/**
 * Joins the pieces of bodies, in any order, and judges each body once it is whole.
 *
 * @param from where they are. Earlier versions set bodies aside on the live dead-letter queue, where one that is still
 *   unintelligible would keep an alarm firing: it moves to the set-aside queue
 */
export function pieceCollector(from: Redrivable) {
  const judge = (body: Uint8Array, piece: SetAsidePiece, messages: readonly DeadMessage[]): Judgement => {
    const { outcome, resent, ...judgement } = reparse(body, piece);
    if (outcome !== 'kept' || from === 'set-aside') return { outcome, resent, ...judgement };
    const moved = messages.map((message) => ({ queue: 'set-aside' as const, body: message.body }));
    return { outcome: 'moved', resent: [...resent, ...moved] };
  };
  const open = new Map<string, Collection>();
  const judged = new Map<string, Judged>();
  return {
    /** Adds a piece. @returns the letter that it completes, or that it is by itself */
    add: (message: DeadMessage, piece: SetAsidePiece): JudgedLetter | undefined => {
      const key = keyOf(piece);
      const judgedBefore = judged.get(key);
      if (judgedBefore !== undefined) {
        const { judgement, fingerprints } = judgedBefore;
        if (fingerprints.get(piece.number) !== fingerprintOf(piece)) return contradiction(message, piece);
        // A queue may hold a message twice: a late copy shares the judgement on its body, whose jobs are sent once.
        return { ...judgement, resent: [], letter: letterOf(piece, [message]) };
      }
      const collection: Collection = open.get(key) ?? { messages: [], pieces: new Map() };
      open.set(key, collection);
      const { messages, pieces } = collection;
      const same = pieces.get(piece.number);
      if (same !== undefined && !Buffer.from(same.bytes).equals(piece.bytes)) return contradiction(message, piece);
      messages.push(message);
      pieces.set(piece.number, piece);
      if (pieces.size < piece.pieces) return undefined;
      const inOrder = [...pieces.values()].toSorted((a, b) => a.number - b.number);
      const judgement = judge(Buffer.concat(inOrder.map(({ bytes }) => bytes)), piece, messages);
      open.delete(key);
      const fingerprints = new Map(inOrder.map((each) => [each.number, fingerprintOf(each)]));
      judged.set(key, { judgement, fingerprints });
      return { ...judgement, letter: letterOf(piece, messages) };
    },
    /** Returns the bodies that are not whole: they are kept. */
    incomplete: (): readonly JudgedLetter[] =>
      [...open.values()].flatMap(({ messages, pieces }): JudgedLetter[] => {
        const [piece] = pieces.values();
        if (piece === undefined) return [];
        const all = Array.from({ length: piece.pieces }, (_, index) => index + 1);
        const missing = all.filter((number) => !pieces.has(number)).join(', ');
        const reason = `incomplete: missing piece ${missing} of ${piece.pieces}`;
        return [{ outcome: 'kept', resent: [], reason, letter: letterOf(piece, messages) }];
      }),
  };
}

export type PieceCollector = ReturnType<typeof pieceCollector>;
