import type { DeadLetterQueue, DeadMessage, MessageCounts } from '#shared/usecases/redrive/dead-letter.ts';

interface Entry {
  readonly id: string;
  readonly body: string;
  readonly firstSentAt: Date;
  receipt: string;
  hidden: boolean;
}

/** A dead-letter queue in memory, with what may go wrong. */
export class MemoryDeadLetters implements DeadLetterQueue {
  #entries: Entry[] = [];
  #receipts = 0;
  /** Messages to an answer. */
  batch = 10;
  /** Every call, in order. */
  readonly calls: string[] = [];
  /** Called before a call takes effect; what it throws is the call's failure. */
  before: (call: string) => void = () => undefined;
  /** Ids that stay hidden whatever is done. */
  readonly unreleasable = new Set<string>();

  put(body: string, firstSentAt: Date, hidden = false): string {
    const id = `message-${this.#entries.length + 1}`;
    this.#entries.push({ id, body, firstSentAt, receipt: '', hidden });
    return id;
  }

  /** Shows a message again, as when its visibility timeout is over, and does so even after it was removed. */
  show(id: string, body: string, firstSentAt: Date): void {
    this.#entries = this.#entries.filter((entry) => entry.id !== id);
    this.#entries.unshift({ id, body, firstSentAt, receipt: '', hidden: false });
  }

  get bodies(): string[] {
    return this.#entries.map(({ body }) => body);
  }

  get hidden(): string[] {
    return this.#entries.filter(({ hidden }) => hidden).map(({ id }) => id);
  }

  async count(): Promise<MessageCounts> {
    this.#call('count');
    return { visible: this.#entries.length - this.hidden.length, hidden: this.hidden.length };
  }

  async receive(): Promise<readonly DeadMessage[]> {
    this.#call('receive');
    const received = this.#entries.filter(({ hidden }) => !hidden).slice(0, this.batch);
    for (const entry of received) {
      entry.hidden = true;
      entry.receipt = `receipt-${++this.#receipts}`;
    }
    return received.map(({ id, body, firstSentAt, receipt }) => ({ id, body, firstSentAt, receipt }));
  }

  async remove(messages: readonly DeadMessage[]): Promise<void> {
    this.#call('remove');
    for (const { receipt } of messages) {
      const at = this.#entries.findIndex((entry) => entry.receipt === receipt);
      if (at < 0) throw new Error(`${receipt} is of no message`);
      this.#entries.splice(at, 1);
    }
  }

  async release(messages: readonly DeadMessage[]): Promise<readonly DeadMessage[]> {
    this.#call('release');
    const stuck = messages.filter(({ id }) => this.unreleasable.has(id));
    for (const { receipt, id } of messages) {
      const entry = this.#entries.find((entry) => entry.receipt === receipt);
      if (entry !== undefined && !this.unreleasable.has(id)) entry.hidden = false;
    }
    return stuck;
  }

  #call(name: string): void {
    this.calls.push(name);
    this.before(name);
  }
}
