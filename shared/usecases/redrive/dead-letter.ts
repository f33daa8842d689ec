import type { Job } from '#shared/domain/jobs/job.ts';
import type { QueueMessage } from '#shared/domain/jobs/queue-message.ts';

/** A message of a dead-letter queue, hidden from others while it is in our hands. */
export interface DeadMessage {
  readonly id: string;
  /** Of this receipt: it may be another one when the same message is received again. */
  readonly receipt: string;
  readonly body: string;
  /** When it was first sent: moving it to the dead-letter queue has not changed that. */
  readonly firstSentAt: Date;
}

/** How many messages a queue says that it holds. Approximate: SQS may be up to a minute behind. */
export interface MessageCounts {
  readonly visible: number;
  /** In somebody's hands: they show again when their visibility time-out is over. */
  readonly hidden: number;
}

/** A dead-letter queue as a redrive needs it. */
export interface DeadLetterQueue {
  count(): Promise<MessageCounts>;
  /** Some messages, hidden for much longer than it takes to work on them; none where none was found just now. */
  receive(): Promise<readonly DeadMessage[]>;
  /** @throws when at least one is still there */
  remove(messages: readonly DeadMessage[]): Promise<void>;
  /** Shows messages again. Those that it could not, it returns: they show again by themselves later. */
  release(messages: readonly DeadMessage[]): Promise<readonly DeadMessage[]>;
}

/** What belongs together on a dead-letter queue: one message, or all pieces of a body. */
export interface DeadLetter {
  readonly kind: Job['job'] | 'unintelligible' | 'unknown';
  /** Absent where the message does not tell. */
  readonly cloud?: string;
  /** Of the delivery whose body was set aside. */
  readonly requestId?: string;
  readonly messages: readonly DeadMessage[];
}

/** A message to send, and to which queue. */
export type ResentMessage = QueueMessage<'live' | 'bulk'>;

/**
 * What a redrive does with a dead letter.
 *
 * - `moved`: its jobs go back to work
 * - `settled`: it is understood by now, and asks for nothing
 * - `kept`: it stays where it is; what of it could be sent is sent all the same
 */
export interface Verdict {
  readonly outcome: 'moved' | 'settled' | 'kept';
  readonly resent: readonly ResentMessage[];
  /** In words for the operator; absent where it was moved. */
  readonly reason?: string;
}

/** A dead letter with its verdict. */
export interface JudgedLetter extends Verdict {
  readonly letter: DeadLetter;
}
