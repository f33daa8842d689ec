/**
 * Puts messages on a queue, and resolves only when all of them are there.
 *
 * @throws PipelineError `storage-failed` that names the messages that are not on the queue; all others are
 */
export type SendMessages<Queue extends string> = (queue: Queue, bodies: readonly string[]) => Promise<void>;

/** Sends each message to the queue that it names, keeping their order within each queue. */
export async function sendToQueues<Queue extends string>(
  messages: readonly { readonly queue: Queue; readonly body: string }[],
  send: SendMessages<Queue>,
): Promise<void> {
  for (const [queue, those] of Map.groupBy(messages, (message) => message.queue)) {
    const bodies = those.map(({ body }) => body);
    await send(queue, bodies);
  }
}
