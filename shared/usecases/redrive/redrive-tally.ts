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
