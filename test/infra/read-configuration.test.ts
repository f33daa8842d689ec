import { describe, expect, test } from 'vitest';
import { environmentSize } from '../../infra/configuration/environment-size.ts';
import { readConfiguration } from '../../infra/configuration/read-configuration.ts';
import { excessOfWorkerClouds } from '../../infra/worker-clouds.ts';

function problemsOf(context: unknown): string[] {
  try {
    readConfiguration(context);
  } catch (error) {
    expect(error).toMatchObject({ name: 'ConfigurationError' });
    return String(error).split('\n').slice(1);
  }
  throw new Error('the configuration was accepted');
}

function messageOf(context: unknown): string {
  try {
    readConfiguration(context);
  } catch (error) {
    return String(error);
  }
  throw new Error('the configuration was accepted');
}

describe('a configuration', () => {
  test('needs nothing but the name of a cloud', () => {
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

  test('names a bucket to make or a bucket to adopt, not both', () => {
    const clouds = { demo: {} };
    expect(readConfiguration({ clouds, existingBucket: 'old-backup' })).toMatchObject({ existingBucket: 'old-backup' });
    expect(problemsOf({ clouds, existingBucket: 'old-backup', bucketName: 'backup' })).toEqual([
      '  - existingBucket: excludes "bucketName": name the bucket either as one to make, or as one to adopt',
    ]);
  });

  test.each(['ops', 'ops@example', 'a b@example.com', 7])('refuses %j as an e-mail address', (email) => {
    expect(problemsOf({ clouds: { demo: {} }, alarms: { emails: [email] } })).toEqual([
      '  - alarms.emails.0: must be an e-mail address, like "ops@example.com"',
    ]);
  });

  test('may come as JSON text, as the command line gives it', () => {
    expect(readConfiguration('{"clouds":{"demo":{}}}')).toEqual(readConfiguration({ clouds: { demo: {} } }));
  });

  test('takes an empty text for a setting that is not set', () => {
    const context = { clouds: { demo: { apiOrigin: '', triggers: '' } }, stackName: '', operatorRoleArn: '' };
    expect(readConfiguration(context)).toEqual(readConfiguration({ clouds: { demo: {} } }));
  });
});

describe('a missing configuration', () => {
  test.each([undefined, null, ''])('(%j) gets an example that can be copied', (context) => {
    const message = messageOf(context);
    expect(message).toContain('"cloudinaryBackup" is missing');
    expect(message).toContain(`-c cloudinaryBackup='{"clouds":{"<cloud name>":{}}}'`);
  });

  test('names the clouds as what is missing', () => {
    expect(problemsOf({})).toEqual(['  - clouds: must name at least one product environment: { "<cloud name>": {} }']);
    expect(problemsOf({ clouds: {} })).toHaveLength(1);
    expect(problemsOf({ clouds: '' })).toHaveLength(1);
  });
});

describe('a wrong configuration', () => {
  test('gets every problem in one message, each with its path', () => {
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
    expect(messageOf({ clouds: { demo: {} }, stackName: 1 })).toContain('"cloudinaryBackup" has a problem:');
    expect(messageOf({ clouds: { demo: {} }, stackName: 1, bucketName: 2 })).toContain('has 2 problems:');
  });

  test('suggests what a typo was meant to be, at every level', () => {
    expect(problemsOf({ clouds: { demo: {} }, stackname: 'x' })).toEqual([
      '  - cloudinaryBackup: unknown setting `stackname`, did you mean `stackName`?',
    ]);
    expect(problemsOf({ clouds: { demo: { nativBackup: true } } })).toEqual([
      '  - clouds.demo: unknown setting `nativBackup`, did you mean `nativeBackup`?',
    ]);
    expect(problemsOf({ clouds: { demo: { rules: { exclude: { tag: ['x'] } } } } })).toEqual([
      '  - clouds.demo.rules.exclude: unknown setting `tag`, did you mean `tags`?',
    ]);
  });

  test('lists what is known when nothing is near', () => {
    expect(problemsOf({ clouds: { demo: {} }, throttle: { limit: 3 } })).toEqual([
      '  - throttle: unknown setting `limit`, known here: rate, burst',
    ]);
  });

  test('names several unknown settings of one group', () => {
    const [problem] = problemsOf({ clouds: { demo: {} }, retry: { base: 1, cap: 2 } });
    expect(problem).toContain('`base`');
    expect(problem).toContain('`cap`');
  });

  test.each(['', 'my cloud', 'a/b', '../x', '*', '-a', 'ümlaut'])('refuses %j as a cloud name', (name) => {
    expect(problemsOf({ clouds: { [name]: {} } })).toEqual([
      `  - clouds: "${name}": a cloud name has only letters, digits, - and _`,
    ]);
  });

  test.each([
    'http://api.cloudinary.com',
    'https://api.cloudinary.com/',
    'https://api.cloudinary.com/v1_1',
    'https://key:secret@api.cloudinary.com',
    'https://api.cloudinary.com:443',
    'api.cloudinary.com',
    'https://',
    7,
  ])('refuses %j as an origin', (apiOrigin) => {
    expect(problemsOf({ clouds: { demo: { apiOrigin } } })).toEqual([
      expect.stringContaining('clouds.demo.apiOrigin: must be an https origin without path'),
    ]);
  });

  test.each(['/aws/x', 'ssm/x', 'AWS', '/a//b', '/a/', '/a b', '/*', 'arn:aws:ssm:eu-west-1:1:parameter/x', 1])(
    'refuses %j as the name of a parameter',
    (credentialsParameter) => {
      expect(problemsOf({ clouds: { demo: { credentialsParameter } } })).toHaveLength(1);
    },
  );

  test.each(['/awsome/x', 'a', '/team/cloud_1/demo.prod-2'])('takes %j as the name of a parameter', (name) => {
    const { clouds } = readConfiguration({ clouds: { demo: { credentialsParameter: name } } });
    expect(clouds['demo']?.credentialsParameter).toBe(name);
  });

  test.each([{}, { tags: [] }, { types: '', prefixes: [] }])('refuses %j as what to include', (include) => {
    expect(problemsOf({ clouds: { demo: { rules: { include } } } })).toEqual([
      expect.stringContaining('clouds.demo.rules.include: names nothing, so that nothing would be backed up'),
    ]);
  });

  test.each(['1/52', '5%', '0.5%', '10GB', '500MB', '1.5TB', '2GiB'])('takes %j as what to read', (readData) => {
    expect(readConfiguration({ clouds: { demo: {} }, verify: { readData } }).verify.readData).toBe(readData);
  });

  test.each(['all', '0/5', '6/5', '5 %', '101%', '-1%', 'GB', 7])('refuses %j as what to read', (readData) => {
    expect(problemsOf({ clouds: { demo: {} }, verify: { readData } })).toEqual([
      expect.stringContaining('verify.readData: must be a part of the objects: one of so many like "1/52"'),
    ]);
  });

  test('says what a schedule and a time zone look like', () => {
    const wrong = { schedule: 7, timezone: 7 };
    expect(problemsOf({ clouds: { demo: {} }, inventory: wrong })).toEqual([
      expect.stringContaining('inventory.schedule: must be "off" or an expression of EventBridge Scheduler'),
      expect.stringContaining('inventory.timezone: must be the name of a time zone, like "Etc/UTC"'),
    ]);
  });

  test('does not repeat a credential that stands in the wrong place', () => {
    const secret = 'cloudinary://key:hush@demo';
    expect(messageOf({ clouds: { demo: { credentialsParameter: secret, apiOrigin: secret } } })).not.toContain('hush');
    expect(messageOf(`{"clouds": ${secret}}`)).not.toContain('hush');
  });

  test.each(['{"clouds', 'clouds', '{clouds:{}}'])('that is no JSON (%j) gets an example', (json) => {
    expect(messageOf(json)).toMatch(/is not valid JSON: .+\n\nIn cdk.json/s);
  });

  test.each([[[]], [7], ['[]'], ['"demo"']])('that is no object (%j) gets the names of the settings', (context) => {
    expect(problemsOf(context)).toEqual([expect.stringContaining('must be a group of settings: { clouds, stackName,')]);
  });
});

describe("Lambda's limit on environments", () => {
  const clouds = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`cloud-${index}`, {}]));

  test('is checked before deploying, and the message says by how much it is exceeded', () => {
    expect(problemsOf({ clouds: clouds(40) })).toEqual([
      expect.stringMatching(
        /clouds: 40 clouds are \d+ bytes too many .* shorten their rules, or .* a stack of their own/,
      ),
    ]);
  });

  test('leaves room for a dozen clouds', () => {
    expect(excessOfWorkerClouds(readConfiguration({ clouds: clouds(12) }).clouds)).toBeLessThanOrEqual(0);
  });

  test('holds to the byte', () => {
    const withRule = (length: number) => ({ clouds: { demo: { rules: { exclude: { tags: ['x'.repeat(length)] } } } } });
    const fitting = -excessOfWorkerClouds(readConfiguration(withRule(1)).clouds) + 1;
    expect(() => readConfiguration(withRule(fitting))).not.toThrow();
    expect(problemsOf(withRule(fitting + 1))).toEqual([expect.stringContaining('1 bytes too many')]);
  });

  test('counts bytes, and a quote within a value as two', () => {
    expect(environmentSize({ A: 'é' })).toBe('{"A":"xx"}'.length);
    expect(environmentSize({ A: '"' })).toBe('{"A":"xx"}'.length);
  });
});
