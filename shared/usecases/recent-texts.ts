import { createHash } from 'node:crypto';

/** The texts that one instance of a function has seen lately, as digests. It is a saving and no more: it may forget. */
export class RecentTexts {
  readonly #most: number;
  /** In the order in which they came. */
  readonly #digests = new Set<string>();

  /** @param most how many texts are remembered: about a hundred bytes each */
  constructor(most: number) {
    this.#most = most;
  }

  has(text: string): boolean {
    return this.#digests.has(digestOf(text));
  }

  /** Remembers a text; of too many, the one that came longest ago is forgotten. */
  add(text: string): void {
    const digest = digestOf(text);
    this.#digests.delete(digest);
    this.#digests.add(digest);
    const [oldest] = this.#digests;
    if (this.#digests.size > this.#most && oldest !== undefined) this.#digests.delete(oldest);
  }
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
