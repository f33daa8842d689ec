import { afterEach, describe, expect, test, vi } from 'vitest';
import * as z from 'zod/mini';
import { readEnvironment, share, text, wholeNumber } from '#functions/environment.ts';
import { inventoryEnvironment } from '#functions/inventory/environment.ts';
import { verifyEnvironment } from '#functions/verify/environment.ts';
import { webhookEnvironment } from '#functions/webhook/environment.ts';
import { workerEnvironment } from '#functions/worker/environment.ts';

function queueUrls(...names: readonly string[]) {
  return Object.fromEntries(names.map((name) => [`${name}_QUEUE_URL`, `https://sqs.example.org/1/${name}`]));
}
const QUEUES = queueUrls('LIVE', 'BULK', 'LARGE', 'SET_ASIDE');
const CLOUD = {
  credentialsParameter: '/cloudinary-backup/demo',
  apiOrigin: 'https://api.cloudinary.com',
  downloadOrigins: [],
  nativeBackup: false,
  rules: { exclude: { tags: ['draft'] } },
};
const CLOUDS = JSON.stringify({ demo: CLOUD });
const RETRY = { RETRY_BASE_SECONDS: '30', RETRY_CAP_SECONDS: '3600' };
const WORKER = { ...QUEUES, ...RETRY, CLOUDS, BUCKET_NAME: 'backup', QUOTA_RESERVE: '0.2' };
const LIMITS = { BULK_BACKLOG_LIMIT: '432000', LARGE_BACKLOG_LIMIT: '192', QUEUE_LAG_SECONDS: '60' };
const RUN = { ...queueUrls('BULK', 'LARGE'), ...LIMITS, BUCKET_NAME: 'backup' };
const ALARMS = { ALARM_TOPIC_ARN: 'arn:aws:sns:eu-west-1:111122223333:Alarms', REPORT_MAIL: 'first' };
const INVENTORY = { ...RUN, ...ALARMS, CLOUDS, QUOTA_RESERVE: '0.2' };

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
      LARGE_QUEUE_URL: QUEUES['LARGE_QUEUE_URL'],
    });
  });

  test('gets one message with all its problems; an empty variable is missing', () => {
    set({ CLOUDS: '{', LIVE_QUEUE_URL: '', LARGE_QUEUE_URL: undefined, SET_ASIDE_QUEUE_URL: 'https://x' });
    const failure = failureOf(webhookEnvironment);
    expect(failure).toMatchObject({ code: 'invalid-configuration', retryable: false });
    for (const name of ['CLOUDS', 'LIVE_QUEUE_URL', 'LARGE_QUEUE_URL']) expect(String(failure)).toContain(name);
    expect(String(failure)).not.toContain('SET_ASIDE');
    expect(String(failure)).toContain('Deploy the stack again');
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

  test('never repeats a value, which may be a secret in the wrong place', () => {
    set({ ...WORKER, CLOUDS: '{"demo":"the-secret"}', QUOTA_RESERVE: 'the-secret' });
    expect(String(failureOf(workerEnvironment))).not.toContain('the-secret');
  });
});

describe('the environments of runs', () => {
  const numbers = { BULK_BACKLOG_LIMIT: 432_000, LARGE_BACKLOG_LIMIT: 192, QUEUE_LAG_SECONDS: 60 };

  test('are read as they are', () => {
    set(INVENTORY);
    expect(inventoryEnvironment()).toEqual({ ...INVENTORY, ...numbers, CLOUDS: { demo: CLOUD }, QUOTA_RESERVE: 0.2 });
    set({ CLOUDS: '["demo","other"]' });
    expect(verifyEnvironment()).toEqual({ ...RUN, ...numbers, CLOUDS: ['demo', 'other'] });
  });

  test.each(['{"demo":{}}', 'demo', ''])('of verify is refused for the clouds %j', (CLOUDS) => {
    set({ ...RUN, CLOUDS });
    expect(failureOf(verifyEnvironment)).toMatchObject({ message: expect.stringContaining('CLOUDS') });
  });
});

describe.each([
  {
    of: 'the worker',
    read: workerEnvironment,
    all: WORKER,
    wrong: {
      RETRY_BASE_SECONDS: ['1.5', '-1'],
      RETRY_CAP_SECONDS: ['an hour', ''],
      QUOTA_RESERVE: ['1.1', '-0.1', 'half'],
      BUCKET_NAME: [''],
    },
  },
  {
    of: 'the inventory',
    read: inventoryEnvironment,
    all: INVENTORY,
    wrong: {
      CLOUDS: ['["demo"]'],
      BULK_BACKLOG_LIMIT: ['0.5'],
      LARGE_BACKLOG_LIMIT: [''],
      QUEUE_LAG_SECONDS: ['-1'],
      QUOTA_RESERVE: ['2'],
      ALARM_TOPIC_ARN: [''],
      REPORT_MAIL: ['sometimes'],
    },
  },
])('the environment of $of', ({ read, all, wrong }) => {
  const cases = Object.entries(wrong).flatMap(([name, values]) => values.map((value) => [name, value] as const));
  test.each(cases)('is refused for %s=%j, and for nothing else', (name, value) => {
    set({ ...all, [name]: value });
    const failure = failureOf(read);
    expect(failure).toMatchObject({ code: 'invalid-configuration' });
    for (const other of Object.keys(all)) expect(String(failure).includes(other)).toBe(other === name);
  });
});

test('a failure is not cached', () => {
  const schema = z.object({ SHARE: share, SECONDS: wholeNumber, TEXT: text });
  set({ SHARE: '0', SECONDS: '0' });
  expect(failureOf(() => readEnvironment(schema))).toMatchObject({ message: expect.stringContaining('TEXT') });
  set({ TEXT: 'x' });
  expect(readEnvironment(schema)).toEqual({ SHARE: 0, SECONDS: 0, TEXT: 'x' });
});
