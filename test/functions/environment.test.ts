import { afterEach, describe, expect, test, vi } from 'vitest';
import * as z from 'zod/mini';
import { readEnvironment, share, text, wholeNumber } from '../../functions/environment.ts';
import { inventoryEnvironment } from '../../functions/inventory/environment.ts';
import { verifyEnvironment } from '../../functions/verify/environment.ts';
import { webhookEnvironment } from '../../functions/webhook/environment.ts';
import { workerEnvironment } from '../../functions/worker/environment.ts';

const QUEUES = {
  LIVE_QUEUE_URL: 'https://sqs.example.org/1/live',
  BULK_QUEUE_URL: 'https://sqs.example.org/1/bulk',
  LARGE_QUEUE_URL: 'https://sqs.example.org/1/large',
  DEAD_LETTER_QUEUE_URL: 'https://sqs.example.org/1/dead-letter',
};
const CLOUD = {
  credentialsParameter: '/cloudinary-backup/demo',
  apiOrigin: 'https://api.cloudinary.com',
  downloadOrigins: [],
  nativeBackup: false,
  rules: { exclude: { tags: ['draft'] } },
};
const WORKER = {
  ...QUEUES,
  CLOUDS: JSON.stringify({ demo: CLOUD }),
  BUCKET_NAME: 'backup',
  RETRY_BASE_SECONDS: '30',
  RETRY_CAP_SECONDS: '3600',
  QUOTA_RESERVE: '0.2',
};

function set(variables: Readonly<Record<string, string | undefined>>) {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
}

function failureOf(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return error;
  }
}

afterEach(() => void vi.unstubAllEnvs());

describe("the webhook's environment", () => {
  test('names its clouds and its queues', () => {
    set({ ...QUEUES, CLOUDS: '{"demo":{"credentialsParameter":"/demo"},"Other":{"credentialsParameter":"/other"}}' });
    expect(webhookEnvironment()).toMatchObject({
      CLOUDS: { demo: { credentialsParameter: '/demo' }, Other: { credentialsParameter: '/other' } },
      LARGE_QUEUE_URL: QUEUES.LARGE_QUEUE_URL,
    });
  });

  test('has all its problems told at once; what is empty is missing', () => {
    set({ CLOUDS: '{', LIVE_QUEUE_URL: '', LARGE_QUEUE_URL: undefined, DEAD_LETTER_QUEUE_URL: 'https://x' });
    const failure = failureOf(webhookEnvironment);
    expect(failure).toMatchObject({ code: 'invalid-configuration', retryable: false });
    for (const name of ['CLOUDS', 'LIVE_QUEUE_URL', 'LARGE_QUEUE_URL']) expect(String(failure)).toContain(name);
    expect(String(failure)).not.toContain('DEAD_LETTER');
    expect(String(failure)).toContain('Deploy the stack anew');
  });

  test.each(['[]', '"demo"', '{"demo":{}}', '{"demo":{"credentialsParameter":""}}', 'null'])(
    'refuses %s for its clouds',
    (CLOUDS) => {
      set({ ...QUEUES, CLOUDS });
      expect(failureOf(webhookEnvironment)).toMatchObject({ message: expect.stringContaining('CLOUDS') });
    },
  );
});

describe("the worker's environment", () => {
  test('is read as it is', () => {
    set(WORKER);
    expect(workerEnvironment()).toMatchObject({
      CLOUDS: { demo: CLOUD },
      BUCKET_NAME: 'backup',
      RETRY_BASE_SECONDS: 30,
      RETRY_CAP_SECONDS: 3600,
      QUOTA_RESERVE: 0.2,
    });
  });

  test.each([
    ['RETRY_BASE_SECONDS', '1.5'],
    ['RETRY_BASE_SECONDS', '-1'],
    ['RETRY_CAP_SECONDS', 'an hour'],
    ['RETRY_CAP_SECONDS', ''],
    ['QUOTA_RESERVE', '1.1'],
    ['QUOTA_RESERVE', '-0.1'],
    ['QUOTA_RESERVE', 'half'],
    ['BUCKET_NAME', ''],
  ])('refuses %s=%j, and nothing else', (name, value) => {
    set({ ...WORKER, [name]: value });
    const failure = failureOf(workerEnvironment);
    expect(failure).toMatchObject({ code: 'invalid-configuration' });
    for (const other of Object.keys(WORKER)) expect(String(failure).includes(other)).toBe(other === name);
  });

  test('never repeats a value, which may be a secret put into the wrong place', () => {
    set({ ...WORKER, CLOUDS: '{"demo":"the-secret"}', QUOTA_RESERVE: 'the-secret' });
    expect(String(failureOf(workerEnvironment))).not.toContain('the-secret');
  });
});

const RUN = {
  BUCKET_NAME: 'backup',
  BULK_QUEUE_URL: QUEUES.BULK_QUEUE_URL,
  LARGE_QUEUE_URL: QUEUES.LARGE_QUEUE_URL,
  BULK_BACKLOG_LIMIT: '432000',
  LARGE_BACKLOG_LIMIT: '192',
  QUEUE_LAG_SECONDS: '60',
};
const INVENTORY = {
  ...RUN,
  CLOUDS: WORKER.CLOUDS,
  QUOTA_RESERVE: '0.2',
  ALARM_TOPIC_ARN: 'arn:aws:sns:eu-west-1:111122223333:Alarms',
  REPORT_MAIL: 'first',
};

describe('the environments of runs', () => {
  const numbers = { BULK_BACKLOG_LIMIT: 432_000, LARGE_BACKLOG_LIMIT: 192, QUEUE_LAG_SECONDS: 60 };

  test('are read as they are', () => {
    set(INVENTORY);
    expect(inventoryEnvironment()).toEqual({ ...INVENTORY, ...numbers, CLOUDS: { demo: CLOUD }, QUOTA_RESERVE: 0.2 });
    set({ CLOUDS: '["demo","other"]' });
    expect(verifyEnvironment()).toEqual({ ...RUN, ...numbers, CLOUDS: ['demo', 'other'] });
  });

  test.each([
    ['CLOUDS', '["demo"]'],
    ['BULK_BACKLOG_LIMIT', '0.5'],
    ['LARGE_BACKLOG_LIMIT', ''],
    ['QUEUE_LAG_SECONDS', '-1'],
    ['QUOTA_RESERVE', '2'],
    ['ALARM_TOPIC_ARN', ''],
    ['REPORT_MAIL', 'sometimes'],
  ])('of the inventory is refused for %s=%j, and for nothing else', (name, value) => {
    set({ ...INVENTORY, [name]: value });
    const failure = failureOf(inventoryEnvironment);
    expect(failure).toMatchObject({ code: 'invalid-configuration' });
    for (const other of Object.keys(INVENTORY)) expect(String(failure).includes(other)).toBe(other === name);
  });

  test.each(['{"demo":{}}', 'demo', ''])('of verify is refused for the clouds %j', (CLOUDS) => {
    set({ ...RUN, CLOUDS });
    expect(failureOf(verifyEnvironment)).toMatchObject({ message: expect.stringContaining('CLOUDS') });
  });
});

test('a failure is not remembered', () => {
  const schema = z.object({ SHARE: share, SECONDS: wholeNumber, TEXT: text });
  set({ SHARE: '0', SECONDS: '0' });
  expect(failureOf(() => readEnvironment(schema))).toMatchObject({ message: expect.stringContaining('TEXT') });
  set({ TEXT: 'x' });
  expect(readEnvironment(schema)).toEqual({ SHARE: 0, SECONDS: 0, TEXT: 'x' });
});
