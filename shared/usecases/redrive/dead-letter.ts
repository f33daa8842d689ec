import type { Job } from '../../domain/jobs/job.ts';
import type { QueueMessage } from '../../domain/jobs/queue-message.ts';
import type { DeadMessage } from './dead-letter-queue.ts';

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
