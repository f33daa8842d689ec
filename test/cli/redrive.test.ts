import { setTimeout as sleep } from 'node:timers/promises';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { GetQueueAttributesCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { deadLetters } from '../../shared/domain/jobs/dead-letter.ts';
import { useMiniStack } from '../adapters/aws/mini-stack-clients.ts';
import { deployQueues } from './queues-stack.ts';
import { runCli, startCli } from './run-cli.ts';

const environment = inject('awsEnvironment');
const JOB = JSON.stringify({ v: 1, job: 'reread', cloud: 'demo', at: '2026-11-20T09:15:32.000000Z' });
const UPLOAD = {
  notification_type: 'upload',
  asset_id: 'a'.repeat(32),
  resource_type: 'image',
  type: 'upload',
  public_id: 'photo',
  version: 1795166132,
  bytes: 1000,
  etag: 'c'.repeat(32),
  format: 'jpg',
  padding: 'x'.repeat(50_000),
};
const PIECES = deadLetters(Buffer.from(JSON.stringify(UPLOAD)), {
  cloud: 'demo',
  request_id: 'request-1',
  reason: 'an older version did not understand it',
  received_at: '2026-11-20T09:00:01.000000Z',
  signed_at: '2026-11-20T09:00:00.000000Z',
});

let sqs: SQSClient;
let cloudFormation: CloudFormationClient;
let stack: string;
let outputs: Readonly<Record<string, string>>;

beforeAll(async () => {
  const config = await useMiniStack(environment);
  sqs = new SQSClient(config);
  cloudFormation = new CloudFormationClient(config);
});
beforeEach(async () => {
  stack = `Queues-${process.pid}-${Math.random().toString(36).slice(2)}`;
  outputs = await deployQueues(cloudFormation, stack);
});
afterAll(() => {
  sqs.destroy();
  cloudFormation.destroy();
});

async function put(output: string, ...bodies: readonly string[]) {
  for (const MessageBody of bodies) {
    await sqs.send(new SendMessageCommand({ QueueUrl: outputs[output], MessageBody }));
  }
}

/** What is on a queue and not hidden. */
async function bodiesOn(output: string) {
  const bodies: string[] = [];
  for (;;) {
    const command = new ReceiveMessageCommand({ QueueUrl: outputs[output], MaxNumberOfMessages: 10 });
    const { Messages: messages = [] } = await sqs.send(command);
    if (messages.length === 0) return bodies;
    bodies.push(...messages.map(({ Body = '' }) => Body));
  }
}

async function redrive(...args: readonly string[]) {
  const { exitCode, stdout, stderr } = await runCli(['redrive', ...args, '--stack', stack], environment);
  return { exitCode, stdout, stderr, document: args.includes('--json') ? JSON.parse(stdout) : undefined };
}

describe('redrive', () => {
  test('moves what can be, leaves the rest, and says both', async () => {
    await put('LiveDeadLetterQueueUrl', JOB, 'poison', ...PIECES);
    const { exitCode, stdout, stderr } = await redrive('live');
    expect({ exitCode, stderr }).toEqual({ exitCode: 3, stderr: '' });
    expect(stdout).toContain(`The live dead-letter queue of ${stack}: about 4 found; 3 messages left it, 1 stays.`);
    expect(stdout).toContain('2  unintelligible  demo');
    expect(stdout).toContain('no job that this version knows');
    expect(stdout).toContain('Sent: 2 on the live queue');
    expect((await bodiesOn('LiveQueueUrl')).map((body) => JSON.parse(body).job).toSorted()).toEqual([
      'reread',
      'revision',
    ]);
    expect(await bodiesOn('LiveDeadLetterQueueUrl')).toEqual(['poison']);
  });

  test.each(['Bulk', 'Large'])('of the %s dead-letter queue goes back to its queue', async (lane) => {
    await put(`${lane}DeadLetterQueueUrl`, JOB);
    expect(await redrive(lane.toLowerCase())).toMatchObject({ exitCode: 0 });
    expect(await bodiesOn(`${lane}QueueUrl`)).toEqual([JOB]);
    expect(await bodiesOn(`${lane}DeadLetterQueueUrl`)).toEqual([]);
  });

  test('--dry-run --json tells the same as one document, and changes nothing', async () => {
    await put('LiveDeadLetterQueueUrl', JOB, 'poison');
    const { exitCode, document } = await redrive('live', '--dry-run', '--json');
    expect(exitCode).toBe(3);
    expect(document).toEqual({
      command: 'redrive',
      stack,
      queue: 'live',
      dry_run: true,
      ended: 'empty',
      error: null,
      found: 2,
      moved: { messages: 1, groups: [{ kind: 'reread', cloud: 'demo', messages: 1 }] },
      settled: { messages: 0, groups: [] },
      kept: [
        {
          kind: 'unknown',
          cloud: null,
          request_id: null,
          message_ids: [expect.any(String)],
          first_sent_at: expect.any(String),
          reason: 'no job that this version knows',
        },
      ],
      unseen: 0,
      sent: { live: 1, bulk: 0, large: 0 },
      oldest_first_sent_at: expect.any(String),
      old: [],
      unreleased: 0,
    });
    expect(Math.abs(Date.now() - Date.parse(document.oldest_first_sent_at))).toBeLessThan(60_000);
    expect(await bodiesOn('LiveQueueUrl')).toEqual([]);
    expect((await bodiesOn('LiveDeadLetterQueueUrl')).toSorted()).toEqual([JOB, 'poison'].toSorted());
  });

  test('--max 1 moves one', async () => {
    await put('LiveDeadLetterQueueUrl', JOB, JOB, JOB);
    expect(await redrive('live', '--max', '1', '--json')).toMatchObject({ exitCode: 0, document: { ended: 'max' } });
    expect(await bodiesOn('LiveQueueUrl')).toHaveLength(1);
    expect(await bodiesOn('LiveDeadLetterQueueUrl')).toHaveLength(2);
  });

  test('ends on Ctrl-C with what it holds shown again, and its summary', async () => {
    await put('LiveDeadLetterQueueUrl', 'poison');
    const running = startCli(['redrive', 'live', '--json', '--stack', stack], environment);
    const hidden = async () => {
      const AttributeNames = ['ApproximateNumberOfMessagesNotVisible'] as const;
      const QueueUrl = outputs['LiveDeadLetterQueueUrl'];
      const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...AttributeNames] });
      return (await sqs.send(command)).Attributes?.[AttributeNames[0]];
    };
    while ((await hidden()) !== '1') await sleep(20);
    // It waits now, for a second at least, for more messages.
    running.interrupt();
    const { exitCode, stdout, stderr } = await running.result;
    expect(exitCode).toBe(130);
    expect(stderr).toContain('Interrupted');
    expect(JSON.parse(stdout)).toMatchObject({ ended: 'interrupted', kept: [{ kind: 'unknown' }] });
    expect(await bodiesOn('LiveDeadLetterQueueUrl')).toEqual(['poison']);
  });
});
