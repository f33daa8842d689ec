import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { PurgeQueueCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { v2 as cloudinary, type UploadApiResponse } from 'cloudinary';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { LARGE_REVISION_BYTES } from '#shared/domain/asset/revision.ts';
import { CREDENTIALS, KEY, startDemoCloudinary } from '#test/adapters/cloudinary/demo-cloudinary.ts';
import { md5, someBytes } from '#test/doubles/byte-sources.ts';
import { useCapturedOutput } from '../captured-output.ts';
import { emfLines } from '../emf-lines.ts';
import { lambdaContext } from '../lambda-context.ts';
import { functionsOnMiniStack } from '../mini-stack.ts';

const RUN = `worker-${process.pid}`;
const PNG = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), someBytes(50_000)]);

const output = useCapturedOutput();
const { s3, sqs, createQueue, storeParameter } = await functionsOnMiniStack();
const server = await startDemoCloudinary();
afterAll(() => server.close());
const queues = {
  live: await createQueue(`${RUN}-live`),
  bulk: await createQueue(`${RUN}-bulk`),
  large: await createQueue(`${RUN}-large`),
};
await s3.send(new CreateBucketCommand({ Bucket: RUN }));
await storeParameter(`/${RUN}/demo`, CREDENTIALS);
const cloud = {
  apiOrigin: server.origin,
  downloadOrigins: [],
  nativeBackup: true,
  rules: { exclude: { tags: ['no'] } },
};
Object.assign(process.env, {
  CLOUDS: JSON.stringify({
    demo: { ...cloud, credentialsParameter: `/${RUN}/demo` },
    locked: { ...cloud, credentialsParameter: `/${RUN}/locked` },
  }),
  BUCKET_NAME: RUN,
  LIVE_QUEUE_URL: queues.live,
  BULK_QUEUE_URL: queues.bulk,
  LARGE_QUEUE_URL: queues.large,
  RETRY_BASE_SECONDS: '0',
  RETRY_CAP_SECONDS: '0',
  QUOTA_RESERVE: '0.1',
});
const { handler } = await import('#functions/worker/handler.ts');

afterEach(async () => {
  for (const QueueUrl of Object.values(queues)) await sqs.send(new PurgeQueueCommand({ QueueUrl }));
  expect(output.text()).not.toContain(KEY.apiSecret);
  server.faults.script = undefined;
});

function upload(options: object): Promise<UploadApiResponse> {
  return new Promise((resolve, reject) => {
    const to = {
      cloud_name: 'demo',
      api_key: KEY.apiKey,
      api_secret: KEY.apiSecret,
      upload_prefix: server.origin,
      ...options,
    };
    const stream = cloudinary.uploader.upload_stream(to, (error, result) => (result ? resolve(result) : reject(error)));
    stream.end(PNG);
  });
}

function jobOf(uploaded: UploadApiResponse, overrides: object = {}) {
  const { resource_type, type, public_id, asset_id, version, version_id, bytes, etag, format, tags } = uploaded;
  return {
    v: 1,
    job: 'revision',
    cloud: 'demo',
    at: '2026-11-20T09:15:32.418220Z',
    details: { tags },
    asset: { resource_type, type, public_id, asset_id },
    revision: { version, version_id, bytes, etag, format },
    ...overrides,
  };
}

/** Puts jobs on a queue and receives them, as Lambda's event source does. */
async function receive(queue: keyof typeof queues, jobs: readonly unknown[]): Promise<readonly SQSRecord[]> {
  for (const job of jobs) {
    await sqs.send(new SendMessageCommand({ QueueUrl: queues[queue], MessageBody: JSON.stringify(job) }));
  }
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: queues[queue],
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ['All'],
      WaitTimeSeconds: 1,
    }),
  );
  return Messages.map(({ MessageId = '', ReceiptHandle = '', Body = '', Attributes = {} }) => ({
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes: {
      ApproximateReceiveCount: Attributes.ApproximateReceiveCount ?? '',
      SentTimestamp: Attributes.SentTimestamp ?? '',
      SenderId: '',
      ApproximateFirstReceiveTimestamp: '',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:us-east-1:000000000000:${RUN}-${queue}`,
    awsRegion: 'us-east-1',
  }));
}

async function work(records: readonly SQSRecord[], remainingMs?: number): Promise<readonly string[]> {
  const answer: SQSBatchResponse = await handler({ Records: [...records] }, lambdaContext(remainingMs));
  return answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}

async function keys(prefix: string): Promise<readonly string[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: RUN, Prefix: prefix }));
  return Contents.flatMap(({ Key }) => Key ?? []);
}

async function content(Key: string): Promise<Uint8Array> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: RUN, Key }));
  return (await Body?.transformToByteArray()) ?? new Uint8Array(0);
}

describe('a batch of the live queue', () => {
  test('is copied, recorded, counted and acknowledged', async () => {
    const uploaded = await upload({ public_id: 'folder/photo' });
    const gone = { ...jobOf(uploaded), job: 'reread', asset: { asset_id: 'unknown' }, because: 'info' };
    expect(await work(await receive('live', [jobOf(uploaded), gone]))).toEqual([]);

    const key = `pipeline/res/demo/image/upload/folder/photo/${uploaded.version}.png`;
    expect(md5(await content(key))).toBe(uploaded.etag);
    const { Metadata, ContentType } = await s3.send(new GetObjectCommand({ Bucket: RUN, Key: key }));
    expect(ContentType).toBe('image/png');
    expect(Metadata).toMatchObject({
      'request-id': 'request-1',
      'log-stream': encodeURIComponent('2026/11/20/[$LATEST]0123456789abcdef'),
    });
    const [journal = ''] = await keys('pipeline/journal/demo/');
    expect(JSON.parse(Buffer.from(await content(journal)).toString())).toMatchObject({ outcome: 'stored', key });
    expect(emfLines(output.lines())).toEqual([
      {
        dimensions: { cloud: 'demo' },
        values: {
          RevisionsStored: 1,
          BytesStored: PNG.length,
          BackupLag: [expect.any(Number)],
          // The answer about the asset that is gone reports it, too.
          QuotaLeft: expect.any(Number),
        },
      },
    ]);
    expect(output.lines()).toContainEqual(expect.objectContaining({ level: 'INFO', message: 'revision stored', key }));
  });

  test('publishes what is left of the quota, if Cloudinary said so during the batch', async () => {
    const { asset_id } = await upload({ public_id: 'reread' });
    const reread = { v: 1, job: 'reread', cloud: 'demo', at: '2026', asset: { asset_id }, because: 'info' };
    const left = () => emfLines(output.lines()).flatMap(({ values }) => values['QuotaLeft'] ?? []);
    expect(await work(await receive('live', [reread]))).toEqual([]);
    expect(left()).toEqual([server.cloud('demo').quota.limit - server.cloud('demo').adminCalls]);
    output.clear();
    expect(await work(await receive('live', [jobOf(await upload({ public_id: 'not asked for' }))]))).toEqual([]);
    expect(output.lines()).not.toEqual([]);
    expect(left()).toEqual([]);
  });

  test("uses Cloudinary's own copy if it has one, and leaves out what the rules exclude", async () => {
    const uploaded = await upload({ public_id: 'native' });
    const excluded = await upload({ public_id: 'excluded', tags: ['no'] });
    const Key = `res/demo/image/upload/native/${uploaded.version}.png`;
    await s3.send(new PutObjectCommand({ Bucket: RUN, Key, Body: PNG }));
    server.faults.script = () => ({ kind: 'status', status: 500 });
    expect(await work(await receive('live', [jobOf(uploaded), jobOf(excluded)]))).toEqual([]);
    expect(await keys('pipeline/res/demo/image/upload/native/')).toHaveLength(1);
    expect(output.lines()).toContainEqual(expect.objectContaining({ message: 'revision excluded' }));
  });

  test('hands back only what failed, visible again at once, and says why', async () => {
    const [good, bad] = [await upload({ public_id: 'good' }), await upload({ public_id: 'bad' })];
    server.faults.script = ({ query }) =>
      query.includes('public_id=bad') ? { kind: 'status', status: 503 } : undefined;
    const records = await receive('live', [jobOf(good), jobOf(bad)]);
    const failed = records.filter(({ body }) => body.includes('"bad"')).map(({ messageId }) => messageId);
    expect(await work(records)).toEqual(failed);
    expect(output.lines()).toContainEqual(
      expect.objectContaining({ message: 'message handed back', code: 'cloudinary-failed', attempt: 1 }),
    );
    expect(emfLines(output.lines())).toMatchObject([
      { dimensions: { cloud: 'demo' }, values: { RevisionsStored: 1 } },
      { dimensions: { cloud: 'demo', reason: 'cloudinary' }, values: { CopyFailures: 1 } },
    ]);
    server.faults.script = undefined;
    const again = await receive('live', []);
    expect(again.map(({ messageId }) => messageId)).toEqual(failed);
    expect(await work(again)).toEqual([]);
  });

  test('sends a job that has to wait to its queue again, and acknowledges its message', async () => {
    const job = jobOf(await upload({ public_id: 'throttled' }));
    server.faults.script = () => ({ kind: 'status', status: 420 });
    expect(await work(await receive('bulk', [job]))).toEqual([]);
    const again = await receive('bulk', []);
    expect(again.map(({ body }): unknown => JSON.parse(body))).toEqual([
      { ...job, attempts: 0, firstSentAt: expect.any(String), notBefore: expect.any(String) },
    ]);
    expect(output.lines()).toContainEqual(
      expect.objectContaining({ message: 'message sent again, to wait', code: 'throttled', attempt: 1 }),
    );
    server.faults.script = undefined;
    expect(await work(again)).toEqual([]);
    expect(output.lines()).toContainEqual(expect.objectContaining({ message: 'revision stored' }));
  });

  test('sends a job on whose wait is not over, and counts nothing but its age', async () => {
    const waits = { notBefore: '2999-11-20T09:15:32.418220Z', firstSentAt: '2026-11-20T09:15:32.418220Z' };
    const job = jobOf(await upload({ public_id: 'waits' }), waits);
    expect(await work(await receive('live', [job]))).toEqual([]);
    expect(output.lines()).toHaveLength(1);
    expect(emfLines(output.lines())).toEqual([
      { dimensions: { cloud: 'demo' }, values: { RetryAge: expect.any(Number) } },
    ]);
  });

  test('hands back messages of a cloud whose secrets cannot be read, and messages without a known cloud', async () => {
    const uploaded = await upload({ public_id: 'locked' });
    const locked = jobOf(uploaded, { cloud: 'locked' });
    expect(
      await work(await receive('live', [locked, jobOf(uploaded, { cloud: 'unknown-cloud' }), 'nonsense'])),
    ).toHaveLength(3);
    const codes = output.lines().flatMap(({ code }) => code ?? []);
    expect(codes.sort()).toEqual(['credentials-unavailable', 'malformed-message', 'malformed-message']);
    expect(emfLines(output.lines())).toEqual([
      { dimensions: { cloud: 'locked' }, values: { RetryAge: expect.any(Number) } },
      { dimensions: { cloud: 'locked', reason: 'other' }, values: { CopyFailures: 1 } },
      { dimensions: { cloud: 'unknown', reason: 'other' }, values: { CopyFailures: 2 } },
    ]);
  });

  test('hands back messages that it has no time for', { timeout: 10_000 }, async () => {
    const uploaded = await upload({ public_id: 'slow' });
    server.faults.script = () => ({ kind: 'hang' });
    expect(await work(await receive('live', [jobOf(uploaded)]), 400)).toHaveLength(1);
    expect(output.lines()).toContainEqual(expect.objectContaining({ code: 'out-of-time' }));
  });
});

describe('the other queues', () => {
  test('a large revision is forwarded to the large queue', async () => {
    const uploaded = await upload({ public_id: 'large' });
    const job = jobOf({ ...uploaded, bytes: LARGE_REVISION_BYTES });
    expect(await work(await receive('bulk', [job]))).toEqual([]);
    const forwarded = await receive('large', []);
    expect(forwarded.map(({ body }): unknown => JSON.parse(body))).toEqual([job]);
    // The large worker works on it: Cloudinary has fewer bytes than the job says, which no pause has to confirm here.
    expect(await work(forwarded)).toEqual([]);
    expect(output.lines()).toContainEqual(expect.objectContaining({ message: 'revision lost' }));
  });

  test('bulk jobs look in the bucket first', async () => {
    const uploaded = await upload({ public_id: 'again' });
    expect(await work(await receive('bulk', [jobOf(uploaded)]))).toEqual([]);
    server.faults.script = () => ({ kind: 'status', status: 500 });
    expect(await work(await receive('bulk', [jobOf(uploaded)]))).toEqual([]);
    expect(output.lines()).toContainEqual(expect.objectContaining({ message: 'revision already-stored' }));
  });
});
