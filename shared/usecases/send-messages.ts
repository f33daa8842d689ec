import { PipelineError } from '../domain/errors.ts';

/**
 * Puts messages on a queue, and resolves only when all of them are there.
 *
 * @throws UnsentMessagesError that names those that are not; all others are
 */
export type SendMessages<Queue extends string> = (queue: Queue, bodies: readonly string[]) => Promise<void>;

/** How many messages an error's text names. */
const MAX_NAMED = 10;

/** A message that is not on its queue. */
export interface UnsentMessage {
  /** Its place among those that were to be sent, from 0. */
  readonly index: number;
  /** `too-large` for a message of that queue, `not-taken` if it may be later, or the queue's own code for a refusal. */
  readonly reason: string;
}

/** Some messages are not on their queue; all others are. */
export class UnsentMessagesError extends PipelineError {
  readonly unsent: readonly UnsentMessage[];

  /** @param all how many were to be sent */
  constructor(unsent: readonly UnsentMessage[], all: number) {
    const first = unsent.slice(0, MAX_NAMED).map(({ index, reason }) => `${index} ${reason}`);
    const named = first.length < unsent.length ? [...first, '…'] : first;
    super('storage-failed', `SQS did not take ${unsent.length} of ${all} messages: ${named.join(', ')}.`);
    this.unsent = unsent;
  }
}

/** Sends messages to the queues that they name, in their order on each. */
export async function sendToQueues<Queue extends string>(
  messages: readonly { readonly queue: Queue; readonly body: string }[],
  send: SendMessages<Queue>,
): Promise<void> {
  for (const [queue, those] of Map.groupBy(messages, (message) => message.queue)) {
    const bodies = those.map(({ body }) => body);
    await send(queue, bodies);
  }
}
