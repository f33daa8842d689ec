import { describe, expect, test } from 'vitest';
import { readConfiguration } from '#infra/configuration/read-configuration.ts';
import { linesTooLong } from '../local/lines-too-long.ts';
import { messageOf, problemsOf } from './configuration-problems.ts';

const clouds = { demo: {} };

function messageFor(value: unknown): string {
  return messageOf(() => readConfiguration(value));
}

describe('a configuration', () => {
  test('needs only the name of a cloud', () => {
    expect(readConfiguration({ clouds: { 'my-Cloud_1': {} } })).toEqual({
      clouds: {
        'my-Cloud_1': {
          credentialsParameter: '/cloudinary-backup/my-Cloud_1',
          apiOrigin: 'https://api.cloudinary.com',
          downloadOrigins: [],
          nativeBackup: false,
          triggers: 'automatic',
          rules: {},
        },
      },
      objectOwnership: 'BucketOwnerEnforced',
      cloudinaryGrant: 'backup',
      readerPolicy: false,
      terminationProtection: true,
      alarms: { emails: [], runbookUrl: 'docs/runbook.md' },
      retry: { baseSeconds: 30, capSeconds: 3600 },
      timeouts: { workerSeconds: 300, largeWorkerSeconds: 900, visibilityMarginSeconds: 60, queueLagSeconds: 60 },
      concurrency: { live: 10, bulk: 5, large: 2 },
      quotaReserve: 0.2,
      inventory: {
        schedule: 'cron(30 2 * * ? *)',
        timezone: 'Etc/UTC',
        initialRun: false,
        report: 'first',
        shrinkAlarmShare: 0.2,
        timeoutSeconds: 900,
      },
      verify: { schedule: 'cron(30 4 ? * SUN *)', timeoutSeconds: 900 },
      throttle: { rate: 100, burst: 500 },
      logRetentionDays: 30,
    });
  });

  test('may set everything', () => {
    const everything = {
      clouds: {
        demo: {
          credentialsParameter: 'team/cloudinary.demo',
          apiOrigin: 'https://api-eu.cloudinary.com',
          downloadOrigins: ['https://127.0.0.1:8443'],
          nativeBackup: false,
          triggers: 'manual',
          rules: { exclude: { types: ['fetch'], tags: ['tmp'] }, include: { prefixes: ['ugc/'] } },
        },
      },
      stackName: 'MediaBackup',
      bucketName: 'media-backup-1',
      objectOwnership: 'ObjectWriter',
      cloudinaryGrant: 'restore',
      operatorRoleArn: 'arn:aws:iam::123456789012:role/aws-reserved/sso/Operator_1',
      readerPolicy: true,
      terminationProtection: false,
      alarms: { emails: ['ops@example.com'], runbookUrl: 'https://wiki.example.com/backup-runbook' },
      retry: { baseSeconds: 1, capSeconds: 2 },
      timeouts: { workerSeconds: 20, largeWorkerSeconds: 30, visibilityMarginSeconds: 0, queueLagSeconds: 1 },
      concurrency: { live: 2, bulk: 2, large: 1000 },
      quotaReserve: 0,
      inventory: {
        schedule: 'rate(12 hours)',
        timezone: 'Europe/Berlin',
        initialRun: true,
        report: 'always',
        shrinkAlarmShare: 1,
        timeoutSeconds: 5,
      },
      verify: { schedule: 'off', timezone: 'America/Argentina/Buenos_Aires', readData: '1/52', timeoutSeconds: 5 },
      throttle: { rate: 10, burst: 20 },
      logRetentionDays: 365,
    };
    expect(readConfiguration(everything)).toEqual(everything);
  });

  test('names a bucket to create or a bucket to adopt, not both', () => {
    expect(readConfiguration({ clouds, existingBucket: 'old-backup' })).toMatchObject({ existingBucket: 'old-backup' });
    expect(problemsOf({ clouds, existingBucket: 'old-backup', bucketName: 'backup' })).toEqual([
      '  - existingBucket: cannot be combined with "bucketName": the stack either creates a bucket or adopts one',
    ]);
  });

  test('may be JSON text, as on the command line', () => {
    expect(readConfiguration('{"clouds":{"demo":{}}}')).toEqual(readConfiguration({ clouds }));
  });

  test('treats an empty text as a setting that is not set', () => {
    const context = { clouds: { demo: { apiOrigin: '', triggers: '' } }, stackName: '', operatorRoleArn: '' };
    expect(readConfiguration(context)).toEqual(readConfiguration({ clouds }));
  });
});

describe('a wrong configuration', () => {
  test('without clouds is answered that it needs one', () => {
    expect(problemsOf({})).toEqual(['  - clouds: must name at least one cloud: { "<cloud name>": {} }']);
    expect(problemsOf({ clouds: {} })).toHaveLength(1);
    expect(problemsOf({ clouds: '' })).toHaveLength(1);
  });

  test('is answered with every problem in one message, each with its path', () => {
    const paths = problemsOf({
      cluods: {},
      clouds: {
        'my cloud': { apiOrgin: 'https://x', rules: { excldue: {}, include: { tags: [''] } } },
        empty: null,
        demo: {
          apiOrigin: 'http://api.cloudinary.com',
          credentialsParameter: 'cloudinary://key:hush@demo',
          downloadOrigins: ['https://res.cloudinary.com/demo'],
          nativeBackup: 'yes',
          triggers: 'auto',
        },
      },
      stackName: '1st',
      bucketName: 'My.Bucket',
      objectOwnership: 'mine',
      cloudinaryGrant: 'all',
      operatorRoleArn: 'arn:aws:iam::123456789012:role/*',
      terminationProtection: 1,
      retry: { baseSeconds: 60, capSeconds: 30 },
      timeouts: { workerSeconds: 901, largeWorkerSeconds: 0.5 },
      concurrency: { live: 1 },
      quotaReserve: 1,
      inventory: {
        schedule: 'daily',
        timezone: 'Mars/Olympus_Mons',
        initialRun: 'yes',
        report: 'sometimes',
        shrinkAlarmShare: 0,
        timeoutSeconds: 901,
      },
      verify: { schedule: 'cron(0 4 * * ? *', timezone: '+02:00', readData: 'all', timeoutSeconds: 0 },
      throttle: [],
      logRetentionDays: 31,
    }).map((problem) => problem.slice('  - '.length, problem.indexOf(': ')));
    expect(paths.toSorted()).toEqual(
      [
        'cloudinaryBackup',
        'clouds',
        'clouds.my cloud',
        'clouds.my cloud.rules',
        'clouds.my cloud.rules.include.tags.0',
        'clouds.empty',
        'clouds.demo.apiOrigin',
        'clouds.demo.credentialsParameter',
        'clouds.demo.downloadOrigins.0',
        'clouds.demo.nativeBackup',
        'clouds.demo.triggers',
        'stackName',
        'bucketName',
        'objectOwnership',
        'cloudinaryGrant',
        'operatorRoleArn',
        'terminationProtection',
        'retry',
        'timeouts.workerSeconds',
        'timeouts.largeWorkerSeconds',
        'concurrency.live',
        'quotaReserve',
        'inventory.schedule',
        'inventory.timezone',
        'inventory.initialRun',
        'inventory.report',
        'inventory.shrinkAlarmShare',
        'inventory.timeoutSeconds',
        'verify.schedule',
        'verify.timezone',
        'verify.readData',
        'verify.timeoutSeconds',
        'throttle',
        'logRetentionDays',
      ].toSorted(),
    );
  });

  test('refuses native backup into a bucket that Cloudinary may not write to', () => {
    const clouds = { demo: { nativeBackup: true }, other: {} };
    expect(problemsOf({ clouds, cloudinaryGrant: 'restore' })).toEqual([
      expect.stringContaining('cloudinaryGrant: must be "backup"'),
    ]);
  });

  test('says how many problems there are', () => {
    expect(messageFor({ clouds, stackName: 1 })).toContain('"cloudinaryBackup" has a problem:');
    expect(messageFor({ clouds, stackName: 1, bucketName: 2 })).toContain('has 2 problems:');
  });

  test.each([
    ['cloudinaryBackup', { clouds, stackname: 'x' }, '`stackname`, did you mean `stackName`?'],
    ['clouds.demo', { clouds: { demo: { nativBackup: true } } }, '`nativBackup`, did you mean `nativeBackup`?'],
    [
      'clouds.demo.rules.exclude',
      { clouds: { demo: { rules: { exclude: { tag: ['x'] } } } } },
      '`tag`, did you mean `tags`?',
    ],
    ['throttle', { clouds, throttle: { limit: 3 } }, '`limit` known here: rate, burst'],
    [
      'cloudinaryBackup',
      { clouds, 'concurrency.live': 2 },
      '`concurrency.live`, did you mean `"concurrency": { "live": … }`?',
    ],
    [
      'cloudinaryBackup',
      { clouds, 'cluods.acme.nativeBackup': true },
      '`cluods.acme.nativeBackup`, did you mean `"clouds": { "acme": { "nativeBackup": … } }`?',
    ],
    ['throttle', { clouds, throttle: { 'x.y': 3 } }, '`x.y` known here: rate, burst'],
  ])('gets a suggestion for a typo in %s, or the known settings', (path, context, hint) => {
    expect(problemsOf(context)).toEqual([`  - ${path}: unknown setting ${hint}`]);
  });

  test('names several unknown settings of one group, and the known ones once', () => {
    expect(problemsOf({ clouds, retry: { base: 1, capSecond: 2, cap: 2 } })).toEqual([
      '  - retry: unknown setting `base` unknown setting `capSecond`, did you mean `capSeconds`? unknown setting `cap` known here: baseSeconds, capSeconds',
    ]);
  });

  test('fits 80 columns, with the known settings on lines of their own', () => {
    expect(messageFor({ clouds: { acme: { apiOrigin: 'x' } }, region: 'eu-west-1' })).toMatchInlineSnapshot(`
      "The context key "cloudinaryBackup" has 2 problems:
        - clouds.acme.apiOrigin: must be an https origin without path or trailing
          slash, like "https://api-eu.cloudinary.com"
        - cloudinaryBackup: unknown setting \`region\`
          known here: clouds, stackName, bucketName, existingBucket, objectOwnership,
          cloudinaryGrant, operatorRoleArn, readerPolicy, terminationProtection,
          alarms, retry, timeouts, concurrency, quotaReserve, inventory, verify,
          throttle, logRetentionDays"
    `);
    const everything = Object.fromEntries(Object.keys(readConfiguration({ clouds })).map((name) => [name, []]));
    for (const wrong of [[], everything, { clouds, verify: { schedule: 7, readData: 7 }, retry: 1 }])
      expect(linesTooLong(messageFor(wrong))).toEqual([]);
  });

  test('says what a schedule and a time zone look like', () => {
    const wrong = { schedule: 7, timezone: 7 };
    expect(problemsOf({ clouds, inventory: wrong })).toEqual([
      expect.stringContaining('inventory.schedule: must be "off" or an expression of EventBridge Scheduler'),
      expect.stringContaining('inventory.timezone: must be the name of a time zone, like "Etc/UTC"'),
    ]);
  });

  test('does not repeat a credential in the wrong place', () => {
    const secret = 'cloudinary://key:hush@demo';
    expect(messageFor({ clouds: { demo: { credentialsParameter: secret, apiOrigin: secret } } })).not.toContain('hush');
    expect(messageFor(`{"clouds": ${secret}}`)).not.toContain('hush');
  });

  test.each(['{"clouds', 'clouds', '{clouds:{}}'])('that is not JSON (%j) is reported with the place', (json) => {
    expect(messageFor(json)).toMatch(/" is not valid JSON: line 1, column \d+\.$/);
  });

  test.each([[[]], [7], ['[]'], ['"demo"']])(
    'that is not an object (%j) is answered with the names of the settings',
    (context) => {
      expect(problemsOf(context)).toEqual([
        expect.stringContaining('must be a group of settings: { clouds, stackName,'),
      ]);
    },
  );
});
