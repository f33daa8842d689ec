import { CreateBucketCommand, CreateMultipartUploadCommand, ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  GetQueueAttributesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import { v2 as cloudinary } from 'cloudinary';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { CREDENTIALS, KEY, startDemoCloudinary } from '../../adapters/cloudinary/demo-cloudinary.ts';
import { useCapturedOutput } from '../captured-output.ts';
import { emfLines } from '../emf-lines.ts';
import { lambdaContext } from '../lambda-context.ts';
import { functionsOnMiniStack } from '../mini-stack.ts';

const RUN = `inventory-${process.pid}`;

const output = useCapturedOutput();
const { s3, sqs, config, createQueue, storeParameter } = await functionsOnMiniStack();
const sns = new SNSClient(config);
const server = await startDemoCloudinary();
afterAll(async () => {
  sns.destroy();
  await server.close();
});
const queues = {
  bulk: await createQueue(`${RUN}-bulk`),
  large: await createQueue(`${RUN}-large`),
  mail: await createQueue(`${RUN}-mail`),
};
const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: RUN }));
const { Attributes } = await sqs.send(
  new GetQueueAttributesCommand({ QueueUrl: queues.mail, AttributeNames: ['QueueArn'] }),
);
const Endpoint = Attributes?.['QueueArn'] ?? '';
const Statement = [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: Endpoint }];
const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
await sqs.send(new SetQueueAttributesCommand({ QueueUrl: queues.mail, Attributes: { Policy } }));
await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint }));
await s3.send(new CreateBucketCommand({ Bucket: RUN }));
await storeParameter(`/${RUN}/demo`, CREDENTIALS);
await storeParameter(`/${RUN}/refused`, 'cloudinary://1:another-secret@refused');
const cloud = { apiOrigin: server.origin, downloadOrigins: [], nativeBackup: false, rules: {} };
Object.assign(process.env, {
  CLOUDS: JSON.stringify({
    demo: { ...cloud, credentialsParameter: `/${RUN}/demo` },
    locked: { ...cloud, credentialsParameter: `/${RUN}/locked` },
    refused: { ...cloud, credentialsParameter: `/${RUN}/refused` },
  }),
  BUCKET_NAME: RUN,
  BULK_QUEUE_URL: queues.bulk,
  LARGE_QUEUE_URL: queues.large,
  BULK_BACKLOG_LIMIT: '100',
  LARGE_BACKLOG_LIMIT: '10',
  QUEUE_LAG_SECONDS: '0',
  QUOTA_RESERVE: '0.1',
  ALARM_TOPIC_ARN: TopicArn,
  REPORT_MAIL: 'first',
});
const { handler } = await import('../../../functions/inventory/handler.ts');

afterEach(() => expect(output.text()).not.toContain(KEY.apiSecret));

function upload(public_id: string) {
  return cloudinary.uploader.upload(`data:image/png;base64,${Buffer.from(public_id).toString('base64')}`, {
    cloud_name: 'demo',
    api_key: KEY.apiKey,
    api_secret: KEY.apiSecret,
    upload_prefix: server.origin,
    public_id,
  });
}

function requestOf(input: object, rest: object = {}) {
  return {
    execution: { arn: `arn:aws:states:us-east-1:000000000000:execution:${RUN}:id`, startedAt: '2026-11-21T02:30:00Z' },
    input: { reason: 'schedule', ...input },
    retries: 0,
    checks: {},
    last: {},
    ...rest,
  };
}

function call(event: object) {
  return handler(event, lambdaContext());
}

describe('a run', () => {
  test('goes from step to step until it is done, publishes what it found, and mails the first report', async () => {
    await upload('a');
    const { UploadId } = await s3.send(
      new CreateMultipartUploadCommand({ Bucket: RUN, Key: 'pipeline/res/demo/image/upload/b/1.png' }),
    );
    expect(UploadId).toBeDefined();
    const checks = { bucket: { violations: 2 }, triggers: { repaired: 3 } };
    let last: object = {};
    for (let steps = 0; steps < 30; steps++) {
      last = await call(requestOf({ cloud: 'demo' }, { checks, last }));
      if (!('next' in last) || last.next === 'done') break;
      // Nobody works here: what is queued is given up.
      await sqs.send(new PurgeQueueCommand({ QueueUrl: queues.bulk }));
    }
    expect(last).toMatchObject({
      next: 'done',
      outcome: {
        ended: 'finished',
        report: {
          cloud: 'demo',
          started_at: '2026-11-21T02:30:00.000Z',
          initial: true,
          completeness: { assets: 1, unprotected: 1 },
          tally: { queued: 1 },
          housekeeping: { bucket_violations: 2, triggers_repaired: 3 },
        },
      },
    });
    expect(emfLines(output.lines())).toMatchObject([
      { dimensions: { cloud: 'demo' }, values: { InventoryRuns: 1, AssetsAtCloudinary: 1, AssetsUnprotected: 1 } },
    ]);
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queues.mail, WaitTimeSeconds: 5, MaxNumberOfMessages: 10 }),
    );
    expect(Messages.map(({ Body = '{}' }) => JSON.parse(Body))).toMatchObject([
      {
        Subject: 'Initial backup of demo: 1 of 1 assets not protected',
        Message: expect.stringContaining('demo: 1 of 1 original at Cloudinary is not protected.'),
      },
    ]);
    // Begun just now, it is not stale.
    const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket: RUN }));
    expect(Uploads.map((found) => found.UploadId)).toEqual([UploadId]);
  });
});

describe('a preview', () => {
  test('tells what Cloudinary says of a library, and of the quota', async () => {
    expect(await call({ preview: { cloud: 'demo' } })).toMatchObject({
      usage: { assets: 1 },
      quota: { limit: expect.any(Number), remaining: expect.any(Number), resetsAt: expect.any(Date) },
    });
  });

  test('of a cloud without credentials fails, and says so in the log', async () => {
    await expect(call({ preview: { cloud: 'locked' } })).rejects.toMatchObject({ code: 'credentials-unavailable' });
    expect(output.lines()).toMatchObject([
      { level: 'ERROR', message: 'the step failed', code: 'credentials-unavailable' },
    ]);
  });
});

test('a preview that Cloudinary refuses looks whether the key was rotated, and fails', async () => {
  await expect(call({ preview: { cloud: 'refused' } })).rejects.toMatchObject({ name: 'PipelineError' });
});

describe('fails for good, by a result that the state machine knows, what', () => {
  test.each([
    [
      'is for a cloud that is not configured',
      requestOf({ cloud: 'other' }),
      /"other" is not configured; there are: demo, locked/,
    ],
    ['is a preview of such a cloud', { preview: { cloud: 'constructor' } }, /"constructor" is not configured/],
    ['names no cloud', requestOf({}), /input\.cloud/],
    ['has no known reason', requestOf({ cloud: 'demo', reason: 'boredom' }), /input\.reason/],
    ['has a setting that there is not', requestOf({ cloud: 'demo', retyr: true }), /input/],
    ['is nothing at all', {}, /execution/],
  ])('%s', async (_, event, message) => {
    expect(await call(event)).toEqual({
      next: 'failed',
      error: 'invalid-configuration',
      reason: expect.stringMatching(message),
    });
    expect(output.lines()).toMatchObject([{ level: 'ERROR', code: 'invalid-configuration' }]);
  });
});
