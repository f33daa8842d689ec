import {
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  GetQueueAttributesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { v2 as cloudinary } from 'cloudinary';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { handler as Handler } from '#functions/inventory/handler.ts';
import { loopbackCertificate } from '#local/certificate/loopback-certificate.ts';
import { type SimulatedCloudinary, startSimulatedCloudinary } from '#local/cloudinary/simulated-cloudinary.ts';
import { captureOutput } from '../captured-output.ts';
import { emfLines } from '../emf-lines.ts';
import { lambdaContext } from '../lambda-context.ts';
import { expectPermanentFailure, runFunctionRig, stepEvent, wholeRun } from '../run-functions.ts';

const RUN = `inventory-${process.pid}`;
const SECRET = 'a-secret-that-no-one-should-see';

let server: SimulatedCloudinary;
let handler: typeof Handler;
let s3: S3Client;
let sqs: SQSClient;
let output: ReturnType<typeof captureOutput>;
let bulk: string;
let mail: string;
const clients: { destroy(): void }[] = [];

beforeAll(async () => {
  const { client, queue, ...rig } = await runFunctionRig(RUN);
  ({ s3, sqs, bulk } = rig);
  mail = await queue('mail');
  const ssm = new SSMClient(client);
  const sns = new SNSClient(client);
  clients.push(s3, sqs, ssm, sns);
  const { key, cert } = await loopbackCertificate();
  server = await startSimulatedCloudinary({
    tls: { key, cert },
    clouds: [{ cloudName: 'demo', keys: [{ apiKey: '1', apiSecret: SECRET }] }],
  });
  const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: RUN }));
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: mail, AttributeNames: ['QueueArn'] }),
  );
  const Endpoint = Attributes?.['QueueArn'] ?? '';
  const Statement = [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: Endpoint }];
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl: mail, Attributes: { Policy } }));
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint }));
  const Value = `cloudinary://1:${SECRET}@demo`;
  await ssm.send(new PutParameterCommand({ Name: `/${RUN}/demo`, Type: 'SecureString', Value }));
  const wrong = { Name: `/${RUN}/refused`, Value: 'cloudinary://1:another-secret@refused' };
  await ssm.send(new PutParameterCommand({ ...wrong, Type: 'SecureString' }));
  const cloud = { apiOrigin: server.origin, downloadOrigins: [], nativeBackup: false, rules: {} };
  Object.assign(process.env, {
    CLOUDS: JSON.stringify({
      demo: { ...cloud, credentialsParameter: `/${RUN}/demo` },
      locked: { ...cloud, credentialsParameter: `/${RUN}/locked` },
      refused: { ...cloud, credentialsParameter: `/${RUN}/refused` },
    }),
    QUOTA_RESERVE: '0.1',
    ALARM_TOPIC_ARN: TopicArn,
    REPORT_MAIL: 'first',
  });
  ({ handler } = await import('#functions/inventory/handler.ts'));
});

afterAll(async () => {
  for (const client of clients) client.destroy();
  await server.close();
});

beforeEach(() => {
  output = captureOutput();
});
afterEach(() => {
  output.restore();
  expect(output.text()).not.toContain(SECRET);
});

function upload(public_id: string) {
  return cloudinary.uploader.upload(`data:image/png;base64,${Buffer.from(public_id).toString('base64')}`, {
    cloud_name: 'demo',
    api_key: '1',
    api_secret: SECRET,
    upload_prefix: server.origin,
    public_id,
  });
}

function requestOf(input: object, rest?: object) {
  return stepEvent({ reason: 'schedule', ...input }, rest);
}
function call(event: object) {
  return handler(event, lambdaContext());
}

describe('a run', () => {
  test('continues step by step until it is done, publishes what it found, and mails the first report', async () => {
    await upload('a');
    const { UploadId } = await s3.send(
      new CreateMultipartUploadCommand({ Bucket: RUN, Key: 'pipeline/res/demo/image/upload/b/1.png' }),
    );
    expect(UploadId).toBeDefined();
    // An asset that Cloudinary no longer has, and whose deletion no notification reported.
    const gone = {
      v: 1,
      id: 'id-gone',
      kind: 'revision',
      outcome: 'lost',
      at: '2026-11-21T02:00:00.000000Z',
      recorded_at: '2026-11-21T02:00:01.000000Z',
      cloud: 'demo',
      resource_type: 'image',
      type: 'upload',
      public_id: 'gone',
      asset_id: 'f'.repeat(32),
      version: 1,
      bytes: 1,
    };
    const Body = `${JSON.stringify(gone)}\n`;
    await s3.send(new PutObjectCommand({ Bucket: RUN, Key: 'pipeline/journal/demo/2026/11/21/02/a.ndjson', Body }));
    const checks = { bucket: { violations: 2 }, triggers: { repaired: 3 } };
    // No worker runs here: the run stops waiting for what is queued.
    const giveUp = async (last: unknown) => {
      await sqs.send(new PurgeQueueCommand({ QueueUrl: bulk }));
      return last;
    };
    const report = {
      cloud: 'demo',
      started_at: '2026-11-22T02:30:00.000Z',
      initial: true,
      completeness: { assets: 1, unprotected: 1 },
      tally: { queued: 1, gone: 1 },
      housekeeping: { bucket_violations: 2, triggers_repaired: 3 },
    };
    expect(await wholeRun(handler, requestOf({ cloud: 'demo' }, { checks }), giveUp)).toMatchObject({
      next: 'done',
      outcome: { ended: 'finished', report },
    });
    expect(emfLines(output.lines())).toMatchObject([
      { dimensions: { cloud: 'demo' }, values: { InventoryRuns: 1, AssetsAtCloudinary: 1, AssetsUnprotected: 1 } },
    ]);
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: mail, WaitTimeSeconds: 5, MaxNumberOfMessages: 10 }),
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
  test('returns what Cloudinary says about a library and the quota', async () => {
    expect(await call({ preview: { cloud: 'demo' } })).toMatchObject({
      usage: { assets: 1 },
      quota: { limit: expect.any(Number), remaining: expect.any(Number), resetsAt: expect.any(Date) },
    });
  });

  test('fails as it is if the failure has nothing to do with the key', async () => {
    server.faults.admin.status500 = 1;
    await expect(call({ preview: { cloud: 'demo' } })).rejects.toMatchObject({ code: 'cloudinary-failed' });
    server.faults.admin.status500 = 0;
  });

  test('of a cloud without credentials fails, and says so in the log', async () => {
    await expect(call({ preview: { cloud: 'locked' } })).rejects.toMatchObject({ code: 'credentials-unavailable' });
    expect(output.lines()).toMatchObject([
      { level: 'ERROR', message: 'a step of the run failed', code: 'credentials-unavailable' },
    ]);
  });
});

test('a preview that Cloudinary refuses checks whether the key was rotated, and fails', async () => {
  await expect(call({ preview: { cloud: 'refused' } })).rejects.toMatchObject({
    name: 'PipelineError',
    message: expect.stringMatching(/\(Parameter \S+, API key \S+\)$/),
  });
});

describe('fails permanently, with a result that the state machine knows, if an event', () => {
  test.each([
    [
      'is for a cloud that is not configured',
      requestOf({ cloud: 'other' }),
      /"other" is not configured\. Configured clouds: demo, locked/,
    ],
    ['is a preview of such a cloud', { preview: { cloud: 'constructor' } }, /"constructor" is not configured/],
    ['has an unknown setting', requestOf({ cloud: 'demo', retyr: true }), /input/],
    ['is empty', {}, /execution/],
  ])('%s', async (_, event, message) => {
    await expectPermanentFailure(handler, event, message);
    expect(output.lines()).toMatchObject([{ level: 'ERROR', code: 'invalid-configuration' }]);
  });
});
