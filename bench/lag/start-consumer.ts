import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';

/** An execution environment of the worker function. */
export interface Consumer {
  /** @throws Error when a message of the batch failed */
  work(event: SQSEvent): Promise<void>;
  stop(): void;
}

/** Starts a process that consumes batches; resolves when it has loaded the handler. */
export async function startConsumer(environment: Readonly<Record<string, string>>): Promise<Consumer> {
  const child = fork(join(import.meta.dirname, 'consumer.ts'), {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { PATH: process.env['PATH'], ...environment },
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`a consumer ended with exit code ${code}`);
  });
  const nextMessage = async (): Promise<unknown> => {
    const [message] = await Promise.race([once(child, 'message'), ended]);
    return message;
  };
  await nextMessage();
  return {
    work: async (event) => {
      child.send(event);
      const { batchItemFailures } = (await nextMessage()) as SQSBatchResponse;
      if (batchItemFailures.length > 0) throw new Error(`${batchItemFailures.length} messages failed`);
    },
    stop: () => child.disconnect(),
  };
}
