import type { Lane } from '../lane.ts';
import type { DeadLetter } from './dead-letter.ts';

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
export interface KeptLetter extends NamedLetter {
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
