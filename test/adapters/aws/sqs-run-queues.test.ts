import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { SqsRunQueues } from '../../../shared/adapters/aws/sqs-run-queues.ts';
import { useMiniStack } from './mini-stack-clients.ts';

let client: SQSClient;
let urls: { bulk: string; large: string };
let queues: SqsRunQueues;

beforeAll(async () => {
  client = new SQSClient(await useMiniStack(inject('awsEnvironment')));
  const create = async (name: string) =>
    (await client.send(new CreateQueueCommand({ QueueName: `${name}-${process.pid}` }))).QueueUrl ?? '';
  urls = { bulk: await create('bulk'), large: await create('large') };
  queues = new SqsRunQueues(client, urls);
});
afterAll(() => client.destroy());

test('queues that runs fill count what waits, is delayed and is in work', async () => {
  await queues.send(
    'bulk',
    Array.from({ length: 12 }, (_, index) => `job ${index}`),
  );
  await queues.send('large', ['a', 'b']);
  await queues.send('large', []);
  expect([await queues.pending('bulk'), await queues.pending('large')]).toEqual([12, 2]);
  await client.send(new SendMessageCommand({ QueueUrl: urls.bulk, MessageBody: 'later', DelaySeconds: 600 }));
  await client.send(new ReceiveMessageCommand({ QueueUrl: urls.bulk, MaxNumberOfMessages: 10, VisibilityTimeout: 60 }));
  expect(await queues.pending('bulk')).toBe(13);
});
