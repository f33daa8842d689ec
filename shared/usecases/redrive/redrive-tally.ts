import type { Lane } from '../lane.ts';
import type { DeadLetter, JudgedLetter } from './dead-letter.ts';
import type { KeptLetter, MessageGroup, NamedLetter } from './redrive-report.ts';

/** Half of the 14 days for which the queues keep a message. */
const OLD_MS = 7 * 24 * 60 * 60 * 1000;

function named({ kind, cloud, requestId, messages }: DeadLetter): NamedLetter {
  return {
    kind,
    cloud,
    requestId,
    messageIds: messages.map(({ id }) => id),
    firstSentAt: new Date(Math.min(...messages.map(({ firstSentAt }) => firstSentAt.getTime()))),
  };
}

/** Counts messages by kind and cloud. */
class Groups {
  readonly #groups = new Map<string, MessageGroup>();

  add({ kind, cloud, messages }: DeadLetter): void {
    const key = JSON.stringify([kind, cloud]);
    const before = this.#groups.get(key)?.messages ?? 0;
    this.#groups.set(key, { kind, cloud, messages: before + messages.length });
  }

  /** The most frequent first. */
  get all(): readonly MessageGroup[] {
    return [...this.#groups.values()].toSorted((a, b) => b.messages - a.messages);
  }

  get messages(): number {
    return this.all.reduce((sum, { messages }) => sum + messages, 0);
  }
}

/** Adds up what became of dead letters. */
export class RedriveTally {
  readonly moved = new Groups();
  readonly settled = new Groups();
  readonly kept: KeptLetter[] = [];
  readonly sent: Record<Lane, number> = { live: 0, bulk: 0, large: 0 };
  readonly old: NamedLetter[] = [];
  readonly #now: Date;
  #oldest: Date | undefined;

  constructor(now: Date) {
    this.#now = now;
  }

  /** When the oldest letter was first sent. */
  get oldest(): Date | undefined {
    return this.#oldest;
  }

  /** Messages that left the dead-letter queue, or would. */
  get gone(): number {
    return this.moved.messages + this.settled.messages;
  }

  add({ letter, outcome, resent, reason = '' }: JudgedLetter): void {
    const name = named(letter);
    if (outcome === 'kept') this.kept.push({ ...name, reason });
    else this[outcome].add(letter);
    for (const { queue } of resent) this.sent[queue] += 1;
    if (this.#oldest === undefined || name.firstSentAt < this.#oldest) this.#oldest = name.firstSentAt;
    if (this.#now.getTime() - name.firstSentAt.getTime() > OLD_MS) this.old.push(name);
  }
}
