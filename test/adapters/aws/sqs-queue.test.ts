import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { SqsQueue } from '../../../shared/adapters/aws/sqs-queue.ts';
import { useMiniStack } from './mini-stack-clients.ts';

function idsOf(bodies: readonly string[]) {
  return bodies.map((_, index) => ({ Id: String(index) }));
}

describe('a queue on MiniStack', () => {
  let client: SQSClient;
  let url: string;
  let queue: SqsQueue;

  beforeAll(async () => {
    client = new SQSClient(await useMiniStack(inject('awsEnvironment')));
  });
  beforeEach(async () => {
    const name = `queue-${process.pid}-${Math.random().toString(36).slice(2)}`;
    url = (await client.send(new CreateQueueCommand({ QueueName: name }))).QueueUrl ?? '';
    queue = new SqsQueue(client, url);
  });
  afterAll(() => client.destroy());

  const receiveAll = async () => {
    const received: Message[] = [];
    for (;;) {
      const command = new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 });
      const { Messages = [] } = await client.send(command);
      if (Messages.length === 0) return received;
      received.push(...Messages);
    }
  };

  test('takes any number of messages, of any characters', async () => {
    const bodies = Array.from({ length: 23 }, (_, index) => `message ${index}: é 日本 "quoted" <&>`);
    await queue.send(bodies);
    expect((await receiveAll()).map(({ Body }) => Body).sort()).toEqual(bodies.toSorted());
    await queue.send([]);
    expect(await receiveAll()).toEqual([]);
  });

  test('shows a message again when its delay is over', async () => {
    await queue.send(['message']);
    const [received] = await receiveAll();
    expect(await receiveAll()).toEqual([]);
    await queue.delay(received?.ReceiptHandle ?? '', 0);
    expect(await receiveAll()).toHaveLength(1);
  });
});

describe('what SQS refuses', () => {
  const client = new SQSClient({ region: 'eu-central-1' });
  const sqs = mockClient(client);
  const queue = new SqsQueue(client, 'https://sqs.example.org/live');
  const sent = () => sqs.commandCalls(SendMessageBatchCommand).map(({ args }) => args[0].input.Entries ?? []);

  beforeEach(() => void sqs.reset());

  test('is cut into batches of ten messages and of 256 KiB', async () => {
    sqs.on(SendMessageBatchCommand).callsFake(({ Entries }: { Entries: string[] }) => ({ Successful: idsOf(Entries) }));
    await queue.send(Array(21).fill('small'));
    expect(sent().map((entries) => entries.length)).toEqual([10, 10, 1]);
    sqs.resetHistory();
    const sizes = [64, 64, 64, 64, 1, 255, 1, 64].map((kibibytes) => 'x'.repeat(kibibytes * 1024));
    await queue.send(sizes);
    expect(sent().map((entries) => entries.map(({ MessageBody = '' }) => MessageBody.length / 1024))).toEqual([
      [64, 64, 64, 64],
      [1, 255],
      [1, 64],
    ]);
    sqs.resetHistory();
    await queue.send(['é'.repeat(100_000), 'é'.repeat(100_000)]);
    expect(sent()).toHaveLength(2);
  });

  test('is sent again, the refused messages alone', async () => {
    sqs
      .on(SendMessageBatchCommand)
      .resolvesOnce({ Successful: [{ Id: '0', MessageId: undefined, MD5OfMessageBody: undefined }], Failed: [] })
      .resolvesOnce({ Successful: [{ Id: '2', MessageId: undefined, MD5OfMessageBody: undefined }], Failed: [] })
      .resolves({ Successful: [{ Id: '1', MessageId: undefined, MD5OfMessageBody: undefined }], Failed: [] });
    await queue.send(['a', 'b', 'c']);
    expect(sent().map((entries) => entries.map(({ MessageBody }) => MessageBody))).toEqual([
      ['a', 'b', 'c'],
      ['b', 'c'],
      ['b'],
    ]);
  });

  test('is an error when it stays refused, and so is an answer that says nothing', async () => {
    sqs.on(SendMessageBatchCommand).resolves({});
    await expect(queue.send(['a', 'b'])).rejects.toMatchObject({
      name: 'PipelineError',
      code: 'storage-failed',
      message: 'SQS did not take 2 of 2 messages.',
    });
    expect(sent()).toHaveLength(4);
  });

  test('is an error when SQS is away', async () => {
    sqs.on(SendMessageBatchCommand).rejects(new Error('away'));
    await expect(queue.send(['a'])).rejects.toThrow('away');
    sqs.on(ChangeMessageVisibilityCommand).rejects(new Error('ReceiptHandleIsInvalid'));
    await expect(queue.delay('receipt', 30)).rejects.toThrow('ReceiptHandleIsInvalid');
  });
});
