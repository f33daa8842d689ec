import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import type { handler as Handler } from '../../../functions/verify/handler.ts';
import { publishVerification } from '../../../functions/verify/publish-verification.ts';
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
    CLOUDS: '["demo"]',
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

test('goes from step to step until it is done, and publishes zeros when nothing is wrong', async () => {
  const Key = 'pipeline/res/demo/image/upload/a/1700000000.jpg';
  await s3.send(new PutObjectCommand({ Bucket: RUN, Key, Body: 'x' }));
  let last: object = {};
  for (let steps = 0; steps < 30; steps++) {
    last = await call(requestOf({ cloud: 'demo', mend: false }, last));
    if (!('next' in last) || last.next === 'done') break;
  }
  expect(last).toMatchObject({
    next: 'done',
    outcome: { ended: 'finished', report: { cloud: 'demo', found: 1, missing: 0, unrecorded: 1, problems: [] } },
  });
  expect(emfLines(output.lines())).toEqual([
    { dimensions: { cloud: 'demo' }, values: { VerifyRuns: 1, RevisionsMissing: 0, RevisionsDamaged: 0 } },
  ]);
});

test.each([
  ['is not configured', requestOf({ cloud: 'other' }), /"other" is not configured; there are: demo/],
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
  const { Logger } = await import('@aws-lambda-powertools/logger');
  const { failedStep } = await import('../../../functions/step-failure.ts');
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
  const { Logger } = await import('@aws-lambda-powertools/logger');
  publishVerification(
    {
      v: 1,
      kind: 'verify',
      cloud: 'demo',
      reason: 'schedule',
      mend: true,
      started_at: '2026-11-22T04:30:00.000Z',
      finished_at: '2026-11-22T04:31:00.000Z',
      expected: 9,
      expected_bytes: 9,
      found: 9,
      found_bytes: 9,
      read: 0,
      read_bytes: 0,
      missing: 1,
      different: 2,
      corrupt: 3,
      mended: 0,
      unrecorded: 0,
      duration_seconds: 60,
      cost_usd: 0,
      problems: [
        {
          problem: 'missing',
          key: 'k',
          resource_type: 'image',
          type: 'upload',
          public_id: 'a',
          version: 1,
          expected: { bytes: 1 },
          mending: 'pending',
        },
      ],
    },
    new Logger({ serviceName: 'verify' }),
  );
  expect(output.lines()[0]).toMatchObject({ level: 'ERROR', cloud: 'demo', problem: 'missing', key: 'k' });
  expect(emfLines(output.lines())).toMatchObject([
    { values: { VerifyRuns: 1, RevisionsMissing: 1, RevisionsDamaged: 5 } },
  ]);
});
