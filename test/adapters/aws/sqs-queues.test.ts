import { setTimeout as sleep } from 'node:timers/promises';
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SendMessageBatchCommandInput,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { sqsQueues } from '#shared/adapters/aws/sqs-queues.ts';
import { useMiniStack } from './mini-stack-clients.ts';

const KIB = 1024;

describe('queues on MiniStack', async () => {
  const client = new SQSClient(await useMiniStack(inject('awsEnvironment')));
  let url: string;
  let queues: ReturnType<typeof sqsQueues<'one' | 'other'>>;

  beforeEach(async () => {
    const create = async (name: string) =>
      (await client.send(new CreateQueueCommand({ QueueName: `${name}-${crypto.randomUUID()}` }))).QueueUrl ?? '';
    url = await create('one');
    queues = sqsQueues(client, { one: url, other: await create('other') });
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

  test('accept any number of messages, with any characters', async () => {
    const bodies = Array.from({ length: 23 }, (_, index) => `message ${index}: é 日本 "quoted" <&>`);
    await queues.send('one', bodies);
    expect((await receiveAll()).map(({ Body }) => Body).sort()).toEqual(bodies.toSorted());
    await queues.send('one', []);
    expect(await receiveAll()).toEqual([]);
  });

  test('show a message again after its delay', async () => {
    await queues.send('one', ['message']);
    const [received] = await receiveAll();
    expect(await receiveAll()).toEqual([]);
    await queues.delay('one', received?.ReceiptHandle ?? '', 0);
    expect(await receiveAll()).toHaveLength(1);
  });

  test('deliver a message after the delay that it was sent with', async () => {
    await queues.send('one', ['later', 'too'], 1);
    expect([await receiveAll(), await queues.pending('one')]).toEqual([[], 2]);
    await sleep(1200);
    expect(await receiveAll()).toHaveLength(2);
  });

  test('count messages that wait, are delayed or are being worked on', async () => {
    await queues.send('one', Array(12).fill('job'));
    await queues.send('other', ['a', 'b']);
    expect([await queues.pending('one'), await queues.pending('other')]).toEqual([12, 2]);
    await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'later', DelaySeconds: 600 }));
    await client.send(new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, VisibilityTimeout: 60 }));
    expect(await queues.pending('one')).toBe(13);
  });
});

describe('a batch for SQS', () => {
  const client = new SQSClient({ region: 'eu-central-1' });
  const sqs = mockClient(client);
  const queues = sqsQueues(client, { live: 'https://sqs.example.org/live' });
  const send = (...bodies: readonly string[]) => queues.send('live', bodies);
  const sent = () => sqs.commandCalls(SendMessageBatchCommand).map(({ args }) => args[0].input.Entries ?? []);
  /** The bodies of each batch. */
  const batches = () => sent().map((entries) => entries.map(({ MessageBody }) => MessageBody));
  const accepted = (...ids: readonly string[]) => ids.map((Id) => ({ Id, MessageId: '', MD5OfMessageBody: '' }));
  const failed = (SenderFault: boolean, ...ids: readonly string[]) =>
    ids.map((Id) => ({ Id, SenderFault, Code: SenderFault ? 'InvalidMessageContents' : 'InternalError' }));
  /** Answers that accept all messages except those with these bodies. */
  const refusing = (refused: readonly string[], SenderFault: boolean) =>
    sqs.on(SendMessageBatchCommand).callsFake(({ Entries = [] }: SendMessageBatchCommandInput) => {
      const [bad = [], good = []] = [true, false].map((isRefused) =>
        Entries.filter(({ MessageBody = '' }) => refused.includes(MessageBody) === isRefused).map(({ Id = '' }) => Id),
      );
      return { Successful: accepted(...good), Failed: failed(SenderFault, ...bad) };
    });

  beforeEach(() => void sqs.reset());

  test.each([
    ['ten messages', Array(21).fill(0), [10, 10, 1]],
    ['256 KiB', [64, 64, 64, 64, 1, 255, 1, 64], [4, 2, 2]],
    ['256 KiB in one message', [256, 1, 256], [1, 1, 1]],
  ])('has at most %s', async (_, kibibytes: number[], lengths) => {
    refusing([], true);
    const bodies = kibibytes.map((size, index) => 'x'.repeat(size * KIB) || `${index}`);
    await send(...bodies);
    expect(sent().map((entries) => entries.length)).toEqual(lengths);
    expect(batches().flat()).toEqual(bodies);
  });

  test('is measured in bytes', async () => {
    refusing([], true);
    await send('é'.repeat(100_000), 'é'.repeat(100_000));
    expect(sent()).toHaveLength(2);
  });

  test('is sent again without the messages that SQS accepted', async () => {
    sqs
      .on(SendMessageBatchCommand)
      .resolvesOnce({ Successful: accepted('0'), Failed: failed(false, '1', '2') })
      .resolvesOnce({ Successful: accepted('2'), Failed: [] })
      .resolves({ Successful: accepted('1'), Failed: [] });
    await send('a', 'b', 'c');
    expect(batches()).toEqual([['a', 'b', 'c'], ['b', 'c'], ['b']]);
  });

  test('is an error if SQS still does not accept it, or answers nothing', async () => {
    sqs.on(SendMessageBatchCommand).resolves({});
    await expect(send('a', 'b')).rejects.toMatchObject({
      name: 'PipelineError',
      code: 'storage-failed',
      message: 'SQS did not accept 2 of 2 messages: 0 not-accepted, 1 not-accepted.',
    });
    expect(sent()).toHaveLength(4);
  });

  test('leaves out messages that are too large; the error names them', async () => {
    refusing([], true);
    await expect(send('a', 'x'.repeat(256 * KIB + 1), 'b', 'é'.repeat(128 * KIB + 1))).rejects.toMatchObject({
      message: 'SQS did not accept 2 of 4 messages: 1 too-large, 3 too-large.',
    });
    expect(batches()).toEqual([['a', 'b']]);
  });

  test("is not sent again for messages at fault; the error has SQS's own code", async () => {
    refusing(['3', '7'], true);
    const bodies = Array.from({ length: 12 }, (_, index) => `${index}`);
    await expect(send(...bodies)).rejects.toThrow('3 InvalidMessageContents, 7 InvalidMessageContents.');
    expect(sent().map((entries) => entries.length)).toEqual([10, 2]);
    sqs
      .on(SendMessageBatchCommand)
      .resolves({ Successful: [], Failed: [{ Id: '0', SenderFault: true, Code: undefined }] });
    await expect(send('a')).rejects.toThrow(': 0 refused.');
  });

  test('is not sent after one that failed; the error counts all missing messages and names ten', async () => {
    refusing(['4'], false);
    const bodies = Array.from({ length: 25 }, (_, index) => `${index}`);
    await expect(send(...bodies)).rejects.toThrow(
      /^SQS did not accept 16 of 25 messages: 4 not-accepted, 10 .* 18 not-accepted, …\.$/,
    );
    expect(batches()).toEqual([bodies.slice(0, 10), ['4'], ['4'], ['4']]);
  });

  test('is an error if SQS does not answer', async () => {
    sqs.on(SendMessageBatchCommand).rejects(new Error('no answer'));
    await expect(send('a')).rejects.toThrow('no answer');
    sqs.on(ChangeMessageVisibilityCommand).rejects(new Error('ReceiptHandleIsInvalid'));
    await expect(queues.delay('live', 'receipt', 30)).rejects.toThrow('ReceiptHandleIsInvalid');
  });

  test('is refused for a queue that is not configured', async () => {
    const open = sqsQueues<string>(client, { live: 'https://sqs.example.org/live' });
    await expect(open.send('bulk', ['a'])).rejects.toMatchObject({
      code: 'invalid-configuration',
      message: 'There is no queue called bulk.',
    });
    expect(sent()).toEqual([]);
  });
});
