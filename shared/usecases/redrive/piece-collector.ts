import type { DeadLetterPiece } from '../../domain/dead-letter-piece.ts';
import type { DeadLetter, JudgedLetter, Verdict } from './dead-letter.ts';
import type { DeadMessage } from './dead-letter-queue.ts';
import { understandAgain } from './understand-again.ts';

interface Collection {
  readonly messages: DeadMessage[];
  readonly pieces: Map<number, DeadLetterPiece>;
}

const keyOf = ({ cloud, requestId, parts }: DeadLetterPiece): string => JSON.stringify([cloud, requestId, parts]);

const letterOf = ({ cloud, requestId }: DeadLetterPiece, messages: readonly DeadMessage[]): DeadLetter => ({
  kind: 'unintelligible',
  cloud,
  requestId,
  messages,
});

/** Puts the pieces of bodies together, in whatever order they come, and judges each body once it is whole. */
export class PieceCollector {
  readonly #open = new Map<string, Collection>();
  readonly #verdicts = new Map<string, Verdict>();

  /** @returns the letter that this piece made whole */
  add(message: DeadMessage, piece: DeadLetterPiece): JudgedLetter | undefined {
    const key = keyOf(piece);
    // A queue may hold a message twice: a copy that comes late shares the fate of its body, whose jobs are sent once.
    const verdict = this.#verdicts.get(key);
    if (verdict !== undefined) return { ...verdict, resent: [], letter: letterOf(piece, [message]) };
    const { messages, pieces } = this.#collectionOf(key);
    messages.push(message);
    pieces.set(piece.part, piece);
    if (pieces.size < piece.parts) return undefined;
    const inOrder = [...pieces.values()].toSorted((a, b) => a.part - b.part);
    const { cloud, signedAt } = piece;
    const judged = understandAgain({ cloud, signedAt, body: Buffer.concat(inOrder.map(({ bytes }) => bytes)) });
    this.#open.delete(key);
    this.#verdicts.set(key, judged);
    return { ...judged, letter: letterOf(piece, messages) };
  }

  /** What is not whole, to be kept. */
  incomplete(): readonly JudgedLetter[] {
    return [...this.#open.values()].flatMap(({ messages, pieces }): JudgedLetter[] => {
      const [piece] = pieces.values();
      if (piece === undefined) return [];
      const all = Array.from({ length: piece.parts }, (_, index) => index + 1);
      const missing = all.filter((part) => !pieces.has(part)).join(', ');
      const reason = `incomplete: of ${piece.parts} pieces, ${missing} missing`;
      return [{ outcome: 'kept', resent: [], reason, letter: letterOf(piece, messages) }];
    });
  }

  #collectionOf(key: string): Collection {
    const known = this.#open.get(key);
    if (known !== undefined) return known;
    const collection: Collection = { messages: [], pieces: new Map() };
    this.#open.set(key, collection);
    return collection;
  }
}
