import type { Redrivable } from '../queue-name.ts';
import type { DeadLetter, JudgedLetter } from './dead-letter.ts';

/** How a redrive ended: it found no more messages, reached its maximum, was interrupted, or failed. */
export type RedriveEnd = 'empty' | 'max' | 'interrupted' | 'failed';

/** How many messages of one kind and cloud there are. */
export interface MessageGroup {
  readonly kind: DeadLetter['kind'];
  readonly cloud: string | undefined;
  readonly messages: number;
}

/** A letter that the operator should look at: it stays, or will expire soon. */
export interface NamedLetter {
  readonly kind: DeadLetter['kind'];
  readonly cloud: string | undefined;
  readonly requestId: string | undefined;
  readonly messageIds: readonly string[];
  /** When its oldest message was first sent. */
  readonly firstSentAt: Date;
}

/** A letter that stays where it is. */
interface KeptLetter extends NamedLetter {
  readonly reason: string;
}

/** What a redrive did, or would do. It counts messages of the queue that is redriven. */
export interface RedriveReport {
  readonly queue: Redrivable;
  readonly dryRun: boolean;
  readonly ended: RedriveEnd;
  /** Why it failed. */
  readonly error?: unknown;
  /** How many messages were on that queue before the start, as SQS counts. */
  readonly found: number;
  /** Messages sent again and removed from that queue. */
  readonly moved: readonly MessageGroup[];
  /** Messages that parse now and need no job: removed from that queue. */
  readonly ignored: readonly MessageGroup[];
  readonly kept: readonly KeptLetter[];
  /**
   * How many messages were there before the start but were not seen: beyond the maximum, or held by another process.
   */
  readonly unseen: number;
  /** How many messages were sent to each queue. */
  readonly sent: Readonly<Record<Redrivable, number>>;
  /** When the oldest message that was seen was first sent. */
  readonly oldestFirstSentAt: Date | undefined;
  /** Letters that will expire soon, or would have if they had not been moved. */
  readonly old: readonly NamedLetter[];
  /** How many messages could not be released: they become visible again by themselves. */
  readonly unreleased: number;
}

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

type Groups = Map<string, MessageGroup>;

/** Counts messages by kind and cloud. */
function count(groups: Groups, { kind, cloud, messages }: DeadLetter): void {
  const key = JSON.stringify([kind, cloud]);
  const before = groups.get(key)?.messages ?? 0;
  groups.set(key, { kind, cloud, messages: before + messages.length });
}

function mostFrequentFirst(groups: Groups): readonly MessageGroup[] {
  return [...groups.values()].toSorted((a, b) => b.messages - a.messages);
}

/** Collects the results for dead letters. */
export function redriveTally(now: Date) {
  const groups = { moved: new Map<string, MessageGroup>(), ignored: new Map<string, MessageGroup>() };
  const kept: KeptLetter[] = [];
  const sent: Record<Redrivable, number> = { live: 0, bulk: 0, large: 0, 'set-aside': 0 };
  const old: NamedLetter[] = [];
  let oldestFirstSentAt: Date | undefined;
  let gone = 0;
  return {
    add: ({ letter, outcome, resent, reason = '' }: JudgedLetter): void => {
      const name = named(letter);
      if (outcome === 'kept') kept.push({ ...name, reason });
      else {
        count(groups[outcome], letter);
        gone += letter.messages.length;
      }
      for (const { queue } of resent) sent[queue] += 1;
      if (oldestFirstSentAt === undefined || name.firstSentAt < oldestFirstSentAt) oldestFirstSentAt = name.firstSentAt;
      if (now.getTime() - name.firstSentAt.getTime() > OLD_MS) old.push(name);
    },
    /** How many messages left the queue that is redriven, or would. */
    gone: (): number => gone,
    report: () => {
      const moved = mostFrequentFirst(groups.moved);
      return { moved, ignored: mostFrequentFirst(groups.ignored), kept, sent, oldestFirstSentAt, old };
    },
  };
}
