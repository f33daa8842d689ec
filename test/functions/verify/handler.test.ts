import { Logger } from '@aws-lambda-powertools/logger';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test, vi } from 'vitest';
import type { handler as Handler } from '../../../functions/verify/handler.ts';
import { useMiniStack } from '../../adapters/aws/mini-stack-clients.ts';
import { captureOutput } from '../captured-output.ts';
import { emfLines } from '../emf-lines.ts';
import { lambdaContext } from '../lambda-context.ts';

const RUN = `verify-${process.pid}`;

let handler: typeof Handler;
let s3: S3Client;
let sqs: SQSClient;
let output: ReturnType<typeof captureOutput>;

beforeAll(async () => {
  Object.assign(process.env, inject('awsEnvironment'));
  const client = await useMiniStack(inject('awsEnvironment'));
  s3 = new S3Client({ ...client, forcePathStyle: true });
  sqs = new SQSClient(client);
  const urlOf = async (name: string) =>
    (await sqs.send(new CreateQueueCommand({ QueueName: `${RUN}-${name}` }))).QueueUrl ?? '';
  await s3.send(new CreateBucketCommand({ Bucket: RUN }));
  Object.assign(process.env, {
    CLOUDS: '["demo","damaged"]',
    BUCKET_NAME: RUN,
    BULK_QUEUE_URL: await urlOf('bulk'),
    LARGE_QUEUE_URL: await urlOf('large'),
    BULK_BACKLOG_LIMIT: '100',
    LARGE_BACKLOG_LIMIT: '10',
    QUEUE_LAG_SECONDS: '0',
  });
  ({ handler } = await import('../../../functions/verify/handler.ts'));
});
afterAll(() => {
  s3.destroy();
  sqs.destroy();
});
beforeEach(() => {
  output = captureOutput();
});
afterEach(() => output.restore());

function requestOf(input: object, last: object = {}) {
  return {
    execution: { arn: `arn:aws:states:us-east-1:000000000000:execution:${RUN}:id`, startedAt: '2026-11-22T04:30:00Z' },
    input: { reason: 'operator', ...input },
    retries: 0,
    checks: {},
    last,
  };
}

function call(event: object) {
  return handler(event, lambdaContext());
}

/** Calls the function as the state machine does, with a clock that jumps over the waits. */
async function callToTheEnd(request: object): Promise<object> {
  vi.useFakeTimers({ toFake: ['Date'] });
  try {
    for (let last: object = {}; ; ) {
      last = await call({ ...request, last });
      if (!('next' in last) || last.next === 'done') return last;
      if ('until' in last) vi.setSystemTime(String(last.until));
    }
  } finally {
    vi.useRealTimers();
  }
}

test('goes from step to step until it is done, and publishes zeros when nothing is wrong', async () => {
  const Key = 'pipeline/res/demo/image/upload/a/1700000000.jpg';
  await s3.send(new PutObjectCommand({ Bucket: RUN, Key, Body: 'x' }));
  const last = await callToTheEnd(requestOf({ cloud: 'demo', mend: false }));
  expect(last).toMatchObject({
    next: 'done',
    outcome: { ended: 'finished', report: { cloud: 'demo', found: 1, missing: 0, unrecorded: 1, problems: [] } },
  });
  expect(emfLines(output.lines())).toEqual([
    { dimensions: { cloud: 'demo' }, values: { VerifyRuns: 1, RevisionsMissing: 0, RevisionsDamaged: 0 } },
  ]);
});

test.each([
  ['is not configured', requestOf({ cloud: 'other' }), /"other" is not configured; there are: demo, damaged/],
  ['has a setting that there is not', requestOf({ cloud: 'demo', retry: true }), /input/],
  ['is to read what cannot be made out', requestOf({ cloud: 'demo', readData: 'all' }), /readData is "all"/],
])('fails for good where a run %s', async (_, event, message) => {
  expect(await call(event)).toEqual({
    next: 'failed',
    error: 'invalid-configuration',
    reason: expect.stringMatching(message),
  });
});

test('passes other failures on as they are, to be tried again', async () => {
  const { failedStep } = await import('../../../functions/run-handler.ts');
  const logger = new Logger({ serviceName: 'verify' });
  const failure = new Error('broke off');
  expect(() => failedStep(failure, logger)).toThrow(failure);
  expect(() => failedStep('a secret', logger)).toThrow('a secret');
  expect(output.lines()).toMatchObject([
    { code: 'unknown', reason: 'Error: broke off' },
    { code: 'unknown', reason: 'unknown' },
  ]);
});

test('logs every problem, and counts them by what they are', async () => {
  // The journal says that these are there.
  const entry = (public_id: string) => ({
    v: 1,
    id: `id-${public_id}`,
    kind: 'revision',
    outcome: 'stored',
    at: '2026-11-22T02:00:00.000000Z',
    recorded_at: '2026-11-22T02:00:01.000000Z',
    cloud: 'damaged',
    resource_type: 'image',
    type: 'upload',
    public_id,
    version: 1,
    bytes: 1,
    etag: 'x'.repeat(32),
    md5: 'x'.repeat(32),
    key: `pipeline/res/damaged/image/upload/${public_id}/1.jpg`,
  });
  const journal = ['gone', 'changed'].map((public_id) => `${JSON.stringify(entry(public_id))}\n`).join('');
  await s3.send(
    new PutObjectCommand({ Bucket: RUN, Key: 'pipeline/journal/damaged/2026/11/22/02/a.ndjson', Body: journal }),
  );
  await s3.send(new PutObjectCommand({ Bucket: RUN, Key: entry('changed').key, Body: 'yy' }));
  await callToTheEnd(requestOf({ cloud: 'damaged', mend: false }));
  const problems = output.lines().filter(({ message }) => message === 'a stored revision is not what it was');
  expect(problems).toMatchObject([
    { level: 'ERROR', cloud: 'damaged', problem: 'different', key: entry('changed').key },
    { level: 'ERROR', cloud: 'damaged', problem: 'missing', key: entry('gone').key },
  ]);
  expect(emfLines(output.lines())).toMatchObject([
    { values: { VerifyRuns: 1, RevisionsMissing: 1, RevisionsDamaged: 1 } },
  ]);
});
