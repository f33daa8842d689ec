import {
  ChangeMessageVisibilityBatchCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  type DeleteMessageBatchCommandInput,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { sqsDeadLetterQueue } from '#shared/adapters/aws/sqs-dead-letter-queue.ts';
import { sqsQueues } from '#shared/adapters/aws/sqs-queues.ts';
import type { DeadMessage } from '#shared/usecases/redrive/dead-letter.ts';
import { useMiniStack } from './mini-stack-clients.ts';

function bodiesOf(messages: readonly DeadMessage[]) {
  return messages.map(({ body }) => body).toSorted();
}

describe('a dead-letter queue on MiniStack', async () => {
  const client = new SQSClient(await useMiniStack(inject('awsEnvironment')));
  let url: string;
  let queue: ReturnType<typeof sqsDeadLetterQueue>;

  beforeEach(async () => {
    const name = `dead-${process.pid}-${Math.random().toString(36).slice(2)}`;
    url = (await client.send(new CreateQueueCommand({ QueueName: name }))).QueueUrl ?? '';
    queue = sqsDeadLetterQueue(client, url);
  });
  afterAll(() => client.destroy());

  const receiveAll = async () => {
    const all: DeadMessage[] = [];
    for (;;) {
      const received = await queue.receive();
      if (received.length === 0) return all;
      all.push(...received);
    }
  };

  test('delivers every message once, with the time of its first sending, and hides it', async () => {
    const bodies = Array.from({ length: 23 }, (_, index) => `message ${index + 10}: é 日本`);
    const before = Date.now() - 5_000;
    await sqsQueues(client, { dead: url }).send('dead', bodies);
    const received = await receiveAll();
    expect(bodiesOf(received)).toEqual(bodies);
    expect(new Set(received.map(({ id }) => id)).size).toBe(23);
    for (const { firstSentAt } of received) {
      expect(firstSentAt.getTime()).toBeGreaterThan(before);
      expect(firstSentAt.getTime()).toBeLessThan(Date.now() + 5_000);
    }
    expect(await queue.count()).toEqual({ visible: 0, hidden: 23 });
  });

  test('removes the given messages, and shows released ones at once', async () => {
    const bodies = Array.from({ length: 23 }, (_, index) => `message ${index + 10}`);
    await sqsQueues(client, { dead: url }).send('dead', bodies);
    const received = await receiveAll();
    await queue.remove(received.filter(({ body }) => body < 'message 22'));
    expect(await queue.release(received.filter(({ body }) => body >= 'message 22'))).toEqual([]);
    expect(await queue.count()).toEqual({ visible: 11, hidden: 0 });
    expect(bodiesOf(await receiveAll())).toEqual(bodies.slice(12));
  });

  test('accepts empty lists', async () => {
    await queue.remove([]);
    expect(await queue.release([])).toEqual([]);
    expect(await queue.count()).toEqual({ visible: 0, hidden: 0 });
  });
});

describe('an answer of SQS', () => {
  const client = new SQSClient({ region: 'eu-central-1' });
  const sqs = mockClient(client);
  const queue = sqsDeadLetterQueue(client, 'https://sqs.example.org/dead');
  const messages = Array.from({ length: 3 }, (_, index) => ({
    id: `id ${index}`,
    receipt: `receipt ${index}`,
    body: '',
    firstSentAt: new Date(0),
  }));
  const done = (...ids: readonly string[]) => ({ Successful: ids.map((Id) => ({ Id })), Failed: [] });
  const removed = () =>
    sqs
      .commandCalls(DeleteMessageBatchCommand)
      .map(({ args }) => args[0].input.Entries?.map(({ ReceiptHandle }) => ReceiptHandle));

  beforeEach(() => void sqs.reset());

  test('that refuses to remove some messages makes us try those once more', async () => {
    sqs
      .on(DeleteMessageBatchCommand)
      .resolvesOnce(done('0', '2'))
      .callsFake(({ Entries = [] }: DeleteMessageBatchCommandInput) => done(...Entries.map(({ Id }) => Id ?? '')));
    await queue.remove(messages);
    expect(removed()).toEqual([['receipt 0', 'receipt 1', 'receipt 2'], ['receipt 1']]);
  });

  test('that refuses the removal twice is an error', async () => {
    sqs.on(DeleteMessageBatchCommand).resolves({ Successful: [], Failed: [] });
    await expect(queue.remove(messages)).rejects.toMatchObject({
      code: 'storage-failed',
      message: 'SQS did not remove 3 of 3 messages.',
    });
  });

  test('that refuses to release some messages returns those', async () => {
    sqs.on(ChangeMessageVisibilityBatchCommand).resolves({ ...done('0', '2') });
    expect(await queue.release(messages)).toEqual([messages[1]]);
    const [call] = sqs.commandCalls(ChangeMessageVisibilityBatchCommand);
    expect(call?.args[0].input.Entries?.[1]).toEqual({ Id: '1', ReceiptHandle: 'receipt 1', VisibilityTimeout: 0 });
  });

  test('without counts or messages means none', async () => {
    sqs.on(GetQueueAttributesCommand).resolves({});
    sqs.on(ReceiveMessageCommand).resolves({});
    expect(await queue.count()).toEqual({ visible: 0, hidden: 0 });
    expect(await queue.receive()).toEqual([]);
    const [call] = sqs.commandCalls(ReceiveMessageCommand);
    // Hidden long enough for any ten messages, and all servers asked.
    expect(call?.args[0].input).toMatchObject({ VisibilityTimeout: 1800, WaitTimeSeconds: 1 });
  });

  test('counts delayed messages as visible', async () => {
    sqs.on(GetQueueAttributesCommand).resolves({
      Attributes: {
        ApproximateNumberOfMessages: '1',
        ApproximateNumberOfMessagesDelayed: '20',
        ApproximateNumberOfMessagesNotVisible: '300',
      },
    });
    expect(await queue.count()).toEqual({ visible: 21, hidden: 300 });
  });
});
