import { setTimeout as sleep } from 'node:timers/promises';
import { LambdaClient, ListEventSourceMappingsCommand, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { rootClientConfig } from '../../../local/ministack/root-client-config.ts';
import type { MiniStack } from '../../../local/ministack/start-ministack.ts';

/** Longer than the local cloud takes to act on it. */
const SETTLE_MS = 1000;

/** While they are off, messages pile up, so that the worker finds full batches. */
export async function switchEventSources(miniStack: MiniStack, Enabled: boolean): Promise<void> {
  const lambda = new LambdaClient(rootClientConfig(miniStack));
  try {
    const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
    for (const { UUID } of EventSourceMappings) {
      await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled }));
    }
    await sleep(SETTLE_MS);
  } finally {
    lambda.destroy();
  }
}
