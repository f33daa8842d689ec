import { Logger } from '@aws-lambda-powertools/logger';
import { DeleteObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { handler as Handler } from '#functions/verify/handler.ts';
import { captureOutput } from '../captured-output.ts';
import { emfLines } from '../emf-lines.ts';
import { expectPermanentFailure, runFunctionRig, stepEvent, wholeRun } from '../run-functions.ts';

const RUN = `verify-${process.pid}`;

let handler: typeof Handler;
let s3: S3Client;
let sqs: SQSClient;
let output: ReturnType<typeof captureOutput>;

beforeAll(async () => {
  ({ s3, sqs } = await runFunctionRig(RUN));
  process.env['CLOUDS'] = '["demo","damaged","kept"]';
  ({ handler } = await import('#functions/verify/handler.ts'));
});
afterAll(() => {
  s3.destroy();
  sqs.destroy();
});
beforeEach(() => {
  output = captureOutput();
});
afterEach(() => output.restore());

function requestOf(input: object) {
  return stepEvent({ reason: 'operator', ...input });
}
/** Puts an object into the bucket. */
function put(Key: string, Body: string) {
  return s3.send(new PutObjectCommand({ Bucket: RUN, Key, Body }));
}

test('continues step by step until it is done, and publishes zeros if nothing is wrong', async () => {
  await put('pipeline/res/demo/image/upload/a/1700000000.jpg', 'x');
  // Long ago, so that the run does not wait for its journal entry.
  const listed = '"listedUntil":"2026-11-22T02:30:00.000Z"';
  const longAgo = async (last: unknown) => JSON.parse(JSON.stringify(last).replace(/"listedUntil":"[^"]*"/, listed));
  expect(await wholeRun(handler, requestOf({ cloud: 'demo', mend: false }), longAgo)).toMatchObject({
    next: 'done',
    outcome: { ended: 'finished', report: { cloud: 'demo', found: 1, missing: 0, unrecorded: 1, problems: [] } },
  });
  expect(emfLines(output.lines())).toEqual([
    {
      dimensions: { cloud: 'demo' },
      values: { VerifyRuns: 1, RevisionsMissing: 0, RevisionsDamaged: 0, RecordsMissing: 0 },
    },
  ]);
});

test.each([
  [
    'is not configured',
    requestOf({ cloud: 'other' }),
    /"other" is not configured\. Configured clouds: demo, damaged, kept/,
  ],
  ['has an unknown setting', requestOf({ cloud: 'demo', retry: true }), /input/],
  ['has an invalid readData', requestOf({ cloud: 'demo', readData: 'all' }), /readData is "all"/],
])('fails permanently if a run %s', async (_, event, message) => {
  await expectPermanentFailure(handler, event, message);
});

test('throws other failures again, so that they are retried', async () => {
  const { failedStep } = await import('#functions/run-handler.ts');
  const logger = new Logger({ serviceName: 'verify' });
  const failure = new Error('broke off');
  expect(() => failedStep(failure, logger)).toThrow(failure);
  expect(() => failedStep('a secret', logger)).toThrow('a secret');
  expect(output.lines()).toMatchObject([
    { code: 'unknown', reason: 'Error: broke off' },
    { code: 'unknown', reason: 'unknown' },
  ]);
});

test('keeps what it found outside the bucket, and fails if less is there at the next run', async () => {
  const Key = 'pipeline/journal/kept/2026/11/20/02/a.ndjson';
  await put(Key, '');
  const first = await wholeRun(handler, requestOf({ cloud: 'kept' }));
  expect(first).toMatchObject({ outcome: { report: { fallen: [] } } });
  await s3.send(new DeleteObjectCommand({ Bucket: RUN, Key }));
  const execution = { ...stepEvent({}).execution, startedAt: '2026-11-23T02:30:00Z' };
  const fallen = ['', '2026-11-20'].map((span) => ({ what: 'journal', span, had: 1, now: 0 }));
  const compared_with = '2026-11-22T02:30:00.000Z';
  expect(await wholeRun(handler, { ...requestOf({ cloud: 'kept' }), execution })).toMatchObject({
    outcome: { report: { fallen, compared_with } },
  });
  expect(emfLines(output.lines()).at(-1)).toMatchObject({ values: { RecordsMissing: 2 } });
  expect(output.lines().filter(({ level }) => level === 'ERROR')).toMatchObject(
    fallen.map(() => ({ message: 'a record is missing that earlier runs had found', cloud: 'kept', had: 1, now: 0 })),
  );
});

test('logs every problem, and counts them by kind', async () => {
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
  await put('pipeline/journal/damaged/2026/11/22/02/a.ndjson', journal);
  await put(entry('changed').key, 'yy');
  await wholeRun(handler, requestOf({ cloud: 'damaged', mend: false }));
  const problems = output.lines().filter(({ message }) => message === 'a stored revision is missing or damaged');
  expect(problems).toMatchObject([
    { level: 'ERROR', cloud: 'damaged', problem: 'different', key: entry('changed').key },
    { level: 'ERROR', cloud: 'damaged', problem: 'missing', key: entry('gone').key },
  ]);
  expect(emfLines(output.lines())).toMatchObject([
    { values: { VerifyRuns: 1, RevisionsMissing: 1, RevisionsDamaged: 1 } },
  ]);
});
