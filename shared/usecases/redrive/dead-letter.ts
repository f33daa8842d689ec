import type { Job } from '#shared/domain/jobs/job.ts';
import type { Redrivable } from '../queue-name.ts';

/** A message of a dead-letter queue or of the set-aside queue, hidden from others while this redrive holds it. */
export interface DeadMessage {
  readonly id: string;
  /** The receipt handle. It may differ when the same message is received again. */
  readonly receipt: string;
  readonly body: string;
  /** When the message was first sent. The move to the dead-letter queue did not change that. */
  readonly firstSentAt: Date;
}

/** How many messages a queue reports. Approximate: SQS may be up to a minute behind. */
export interface MessageCounts {
  readonly visible: number;
  /** Messages that a process holds: they become visible again when their visibility timeout ends. */
  readonly hidden: number;
}

/** What a redrive does with a dead-letter queue, or with the set-aside queue. */
export interface DeadLetterQueue {
  count(): Promise<MessageCounts>;
  /** Receives some messages, and hides them for much longer than the work on them takes; none if it found none now. */
  receive(): Promise<readonly DeadMessage[]>;
  /** Removes messages. @throws if at least one is still there */
  remove(messages: readonly DeadMessage[]): Promise<void>;
  /** Makes messages visible again. It returns those that failed: they become visible again by themselves later. */
  release(messages: readonly DeadMessage[]): Promise<readonly DeadMessage[]>;
}

/** One message of a dead-letter queue, or all pieces of a body together. */
export interface DeadLetter {
  readonly kind: Job['job'] | 'unintelligible' | 'unknown';
  /** The cloud; absent if the message does not name it. */
  readonly cloud?: string;
  /** The request id of the delivery whose body was set aside. */
  readonly requestId?: string;
  readonly messages: readonly DeadMessage[];
}

/** A message to send, with its queue. */
export interface ResentMessage {
  readonly queue: Redrivable;
  readonly body: string;
}

/**
 * What a redrive does with a dead letter.
 *
 * - `moved`: its jobs return to their queues, or the whole body goes to the set-aside queue
 * - `ignored`: it parses now, and needs no job
 * - `kept`: it stays where it is, but those of its jobs that can be sent are sent
 */
export interface Judgement {
  readonly outcome: 'moved' | 'ignored' | 'kept';
  readonly resent: readonly ResentMessage[];
  /** The reason, for the operator; absent if the letter was moved. */
  readonly reason?: string;
}

/** A dead letter with its judgement. */
export interface JudgedLetter extends Judgement {
  readonly letter: DeadLetter;
}
