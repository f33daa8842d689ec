import { Logger } from '@aws-lambda-powertools/logger';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { expect, test, vi } from 'vitest';
import { useCapturedOutput } from '../captured-output.ts';
import { emfLines } from '../emf-lines.ts';
import { lambdaContext } from '../lambda-context.ts';
import { functionsOnMiniStack } from '../mini-stack.ts';

const RUN = `verify-${process.pid}`;

const output = useCapturedOutput();
const { s3, createQueue } = await functionsOnMiniStack();
await s3.send(new CreateBucketCommand({ Bucket: RUN }));
Object.assign(process.env, {
  CLOUDS: '["demo","damaged"]',
  BUCKET_NAME: RUN,
  BULK_QUEUE_URL: await createQueue(`${RUN}-bulk`),
  LARGE_QUEUE_URL: await createQueue(`${RUN}-large`),
  BULK_BACKLOG_LIMIT: '100',
  LARGE_BACKLOG_LIMIT: '10',
  QUEUE_LAG_SECONDS: '0',
});
const { handler } = await import('../../../functions/verify/handler.ts');

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

/** The last step of a run, by a clock that jumps over its waits. */
async function runOf(cloud: string): Promise<object> {
  vi.useFakeTimers({ toFake: ['Date'] });
  try {
    for (let last: object = {}; ; ) {
      last = await call(requestOf({ cloud, mend: false }, last));
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
  expect(await runOf('demo')).toMatchObject({
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
  await runOf('damaged');
  const problems = output.lines().filter(({ message }) => message === 'a stored revision is not what it was');
  expect(problems).toMatchObject([
    { level: 'ERROR', cloud: 'damaged', problem: 'different', key: entry('changed').key },
    { level: 'ERROR', cloud: 'damaged', problem: 'missing', key: entry('gone').key },
  ]);
  expect(emfLines(output.lines())).toMatchObject([
    { values: { VerifyRuns: 1, RevisionsMissing: 1, RevisionsDamaged: 1 } },
  ]);
});
