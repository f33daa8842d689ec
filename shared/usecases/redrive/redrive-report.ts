import type { Lane } from '../lane.ts';
import type { DeadLetter, JudgedLetter } from './dead-letter.ts';

/**
 * How a redrive ended: nothing more was found, as many were moved as were asked for, somebody interrupted it, or
 * something failed.
 */
export type RedriveEnd = 'empty' | 'max' | 'interrupted' | 'failed';

/** Messages of one kind and cloud. */
export interface MessageGroup {
  readonly kind: DeadLetter['kind'];
  readonly cloud: string | undefined;
  readonly messages: number;
}

/** A letter that needs the operator's eyes: it stays, or is about to expire. */
export interface NamedLetter {
  readonly kind: DeadLetter['kind'];
  readonly cloud: string | undefined;
  readonly requestId: string | undefined;
  readonly messageIds: readonly string[];
  /** Of its oldest message. */
  readonly firstSentAt: Date;
}

/** A letter that stays on the dead-letter queue. */
interface KeptLetter extends NamedLetter {
  readonly reason: string;
}

/** What a redrive did, or would do. Counts are of messages on the dead-letter queue. */
export interface RedriveReport {
  readonly lane: Lane;
  readonly dryRun: boolean;
  readonly ended: RedriveEnd;
  /** Why it failed. */
  readonly error?: unknown;
  /** On the queue before the start, as far as SQS knew. */
  readonly found: number;
  /** Sent again, and gone from the dead-letter queue. */
  readonly moved: readonly MessageGroup[];
  /** Understood by now, and nothing is asked for: gone from the dead-letter queue. */
  readonly settled: readonly MessageGroup[];
  readonly kept: readonly KeptLetter[];
  /** Messages found before the start that this run did not see: beyond its limit, or in somebody else's hands. */
  readonly unseen: number;
  /** Messages sent to each lane. */
  readonly sent: Readonly<Record<Lane, number>>;
  /** When the oldest that was seen was first sent. */
  readonly oldestFirstSentAt: Date | undefined;
  /** What is so old that it is about to expire, or would have, had it not been moved. */
  readonly old: readonly NamedLetter[];
  /** Messages that could not be released: they show again by themselves. */
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

/** Adds up what became of dead letters. */
export function redriveTally(now: Date) {
  const groups = { moved: new Map<string, MessageGroup>(), settled: new Map<string, MessageGroup>() };
  const kept: KeptLetter[] = [];
  const sent: Record<Lane, number> = { live: 0, bulk: 0, large: 0 };
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
    /** Messages that left the dead-letter queue, or would. */
    gone: (): number => gone,
    report: () => {
      const moved = mostFrequentFirst(groups.moved);
      return { moved, settled: mostFrequentFirst(groups.settled), kept, sent, oldestFirstSentAt, old };
    },
  };
}
