import { describe, expect, test } from 'vitest';
import { ENVIRONMENT_LIMIT, environmentSize, OTHER_VARIABLES } from '#infra/worker-clouds.ts';
import { arn, type Resource, SynthesizedStack } from './synthesized-stack.ts';
import { TWO_CLOUDS, twoClouds } from './two-clouds.ts';

function environmentOf({ properties }: Resource): Record<string, string> {
  const { Variables = {} } = Object(properties['Environment']);
  return Variables;
}

const BUCKET_AND_QUEUES = {
  BUCKET_NAME: 'BackupBucket',
  BULK_QUEUE_URL: 'url of JobsBulkQueue',
  LARGE_QUEUE_URL: 'url of JobsLargeQueue',
};
const FOR_RUNS = {
  ...BUCKET_AND_QUEUES,
  // Five batches of ten copies, of ten seconds each, in a day; two large ones of a quarter of an hour.
  BULK_BACKLOG_LIMIT: '432000',
  LARGE_BACKLOG_LIMIT: '192',
  NODE_OPTIONS: '--max-semi-space-size=8',
  QUEUE_LAG_SECONDS: '60',
};

describe.each([
  ['NotificationsWebhook', 10, 512],
  ['RevisionsWorker', 300, 512],
  ['RevisionsLargeWorker', 900, 1769],
  ['TriggersFunction', 110, 256],
  ['MarkersFunction', 30, 256],
  ['BucketCheckFunction', 60, 256],
  ['InventoryFunction', 900, 1024],
  ['InventoryTriggerCheck', 110, 256],
  ['VerifyFunction', 900, 1024],
])('the function %s', (id, timeout, memory) => {
  const fn = twoClouds.one(id);

  test(`runs on Node 24 and arm64, for ${timeout} s at most, with ${memory} MB`, () => {
    expect(fn.properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      Timeout: timeout,
      MemorySize: memory,
    });
  });

  test('writes a log of its own, which expires', () => {
    expect(fn.properties['LoggingConfig']).toEqual({ LogGroup: `${id}Log` });
    expect(twoClouds.one(`${id}Log`)).toMatchObject({
      properties: { RetentionInDays: 30 },
      deletionPolicy: 'Delete',
    });
  });

  test('reserves no concurrency, which new accounts do not have', () => {
    expect(fn.properties).not.toHaveProperty('ReservedConcurrentExecutions');
  });
});

test('there are no other functions: CDK adds none of its own', () => {
  expect(twoClouds.ofType('AWS::Lambda::Function')).toHaveLength(9);
});

test('timeouts, log retention, concurrency, retry and reserve come from the configuration', () => {
  const stack = new SynthesizedStack({
    clouds: { demo: {} },
    timeouts: { workerSeconds: 20, largeWorkerSeconds: 30 },
    inventory: { timeoutSeconds: 4 },
    verify: { timeoutSeconds: 5 },
    concurrency: { live: 7, bulk: 3, large: 4 },
    retry: { baseSeconds: 1, capSeconds: 2 },
    quotaReserve: 0.5,
    logRetentionDays: 7,
  });
  const seconds = { RevisionsWorker: 20, RevisionsLargeWorker: 30, InventoryFunction: 4, VerifyFunction: 5 };
  for (const [id, Timeout] of Object.entries(seconds)) expect(stack.one(id).properties).toMatchObject({ Timeout });
  const batches = { Live: 7, Bulk: 3, Large: 4 };
  for (const [queue, MaximumConcurrency] of Object.entries(batches)) {
    expect(stack.one(`Revisions${queue}Jobs`).properties['ScalingConfig']).toEqual({ MaximumConcurrency });
  }
  expect(environmentOf(stack.one('RevisionsWorker'))).toMatchObject({
    RETRY_BASE_SECONDS: '1',
    RETRY_CAP_SECONDS: '2',
    QUOTA_RESERVE: '0.5',
  });
  for (const { properties } of stack.ofType('AWS::Logs::LogGroup')) expect(properties['RetentionInDays']).toBe(7);
});

describe('environments', () => {
  const worker = environmentOf(twoClouds.one('RevisionsWorker'));

  test('the worker knows its clouds, its bucket, its queues, and how to retry', () => {
    const { CLOUDS = '', ...rest } = worker;
    expect(JSON.parse(CLOUDS)).toEqual({
      demo: {
        credentialsParameter: '/cloudinary-backup/demo',
        apiOrigin: 'https://api.cloudinary.com',
        downloadOrigins: [],
        nativeBackup: true,
        rules: { exclude: { tags: ['temporary'] } },
      },
      'b-2_x': {
        credentialsParameter: 'team/other',
        apiOrigin: 'https://api-eu.cloudinary.com',
        downloadOrigins: ['https://files.example.com'],
        nativeBackup: false,
        rules: {},
      },
    });
    expect(rest).toEqual({
      ...BUCKET_AND_QUEUES,
      LIVE_QUEUE_URL: 'url of JobsLiveQueue',
      RETRY_BASE_SECONDS: '30',
      RETRY_CAP_SECONDS: '3600',
      QUOTA_RESERVE: '0.2',
    });
  });

  test('the large worker has the same', () => {
    expect(environmentOf(twoClouds.one('RevisionsLargeWorker'))).toEqual(worker);
  });

  test('the inventory function knows what the worker knows about its clouds, how long queues may be, and where mails go', () => {
    expect(environmentOf(twoClouds.one('InventoryFunction'))).toEqual({
      ...FOR_RUNS,
      CLOUDS: worker['CLOUDS'],
      QUOTA_RESERVE: '0.2',
      ALARM_TOPIC_ARN: arn('sns', 'AlarmsTopic'),
      REPORT_MAIL: 'first',
    });
  });

  test('the verify function knows the names of its clouds, and nothing about Cloudinary', () => {
    expect(environmentOf(twoClouds.one('VerifyFunction'))).toEqual({
      ...FOR_RUNS,
      CLOUDS: '["demo","b-2_x"]',
    });
  });

  test('of the triggers function names the origins that may have credentials', () => {
    expect(environmentOf(twoClouds.one('TriggersFunction'))).toEqual({
      API_ORIGINS: '["https://api.cloudinary.com","https://api-eu.cloudinary.com","https://api-ap.cloudinary.com"]',
    });
    const own = new SynthesizedStack({ clouds: { demo: { apiOrigin: 'https://cloudinary.example.com' } } });
    expect(environmentOf(own.one('TriggersFunction'))['API_ORIGINS']).toContain('"https://cloudinary.example.com"');
  });

  test('the bytes that the check of the configuration reserves for other variables are enough', () => {
    const numbers = {
      RETRY_BASE_SECONDS: '43200',
      RETRY_CAP_SECONDS: '43200',
      QUOTA_RESERVE: '0.123456',
      BULK_BACKLOG_LIMIT: '86400000',
      LARGE_BACKLOG_LIMIT: '86400000',
      QUEUE_LAG_SECONDS: '900',
    };
    const lengthOf: Readonly<Record<string, number>> = {
      BUCKET_NAME: 63,
      // CloudFormation names it after the stack, its logical id and twelve letters.
      ALARM_TOPIC_ARN: 'arn:aws:sns:ap-southeast-2:123456789012:'.length + 128 + '-AlarmsTopic01234567-'.length + 12,
      REPORT_MAIL: 'always'.length,
    };
    const longest = (variables: Record<string, string>) =>
      Object.fromEntries(
        Object.entries(variables)
          .filter(([name]) => name !== 'CLOUDS')
          .map(([name, value]) => [
            name,
            name.endsWith('_URL')
              ? `https://sqs.ap-southeast-2.amazonaws.com/123456789012/${'x'.repeat(80)}`
              : (Object.entries(numbers).find(([number]) => number === name)?.[1] ??
                value.padEnd(lengthOf[name] ?? 0, 'x')),
          ]),
      );
    expect(environmentSize(longest(worker))).toBeLessThanOrEqual(OTHER_VARIABLES);
    const inventory = environmentOf(twoClouds.one('InventoryFunction'));
    expect(environmentSize(longest(inventory))).toBeLessThanOrEqual(OTHER_VARIABLES);
    expect(OTHER_VARIABLES).toBeLessThan(ENVIRONMENT_LIMIT / 4);
  });
});

describe('event sources', () => {
  test('are made after the policy of the bucket, so that nothing is written without protection', () => {
    expect(twoClouds.ofType('AWS::Lambda::EventSourceMapping')).toHaveLength(3);
    for (const { dependsOn } of twoClouds.ofType('AWS::Lambda::EventSourceMapping')) {
      expect(dependsOn).toContain('BackupBucketPolicy');
    }
  });
});

test('no environment variable, and nothing else in the template, has a secret or resolves one', () => {
  const text = JSON.stringify(new SynthesizedStack(TWO_CLOUDS).template);
  expect(text).not.toMatch(/\{\{resolve:/);
  expect(text).not.toMatch(/cloudinary:\/\//);
  // CDK's own check of the bootstrap's version; a parameter of this type is read on deployment.
  expect(text.match(/AWS::SSM::Parameter::Value/g)).toHaveLength(1);
  expect(text).not.toContain('ssm:GetParameters');
});
