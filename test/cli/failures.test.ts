import { describe, expect, inject, test } from 'vitest';
import { runInProcess } from './in-process.ts';
import { SmallStack } from './small-stack.ts';
import { outputs } from './templates.ts';

const environment = inject('awsEnvironment');
const { AWS_ACCESS_KEY_ID: _, AWS_SECRET_ACCESS_KEY: __, ...withoutCredentials } = environment;
const { AWS_REGION: ___, AWS_DEFAULT_REGION: ____, ...withoutRegion } = environment;

describe('what is missing is said in plain words', () => {
  test.each([
    ['no such stack', environment, 'There is no stack Nowhere'],
    ['no credentials', withoutCredentials, 'No AWS credentials were found'],
    ['no region', withoutRegion, 'No AWS region is set'],
    ['no answer', { ...environment, AWS_ENDPOINT_URL: 'https://127.0.0.1:9' }, 'AWS cannot be reached'],
  ])('%s', async (_, environment, expected) => {
    const args = ['redrive', 'live', '--stack', 'Nowhere', '--json'];
    const { exitCode, stdout, stderr } = await runInProcess(args, environment);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(expected);
    expect(stderr).not.toContain('    at ');
    expect(JSON.parse(stdout)).toEqual({ error: expect.stringContaining(expected) });
  });

  describe('a stack of another project, or older than the command', () => {
    const deploy = (values: Readonly<Record<string, string>>) =>
      SmallStack.deploy({ Resources: { Queue: { Type: 'AWS::SQS::Queue' } }, Outputs: outputs(values) });

    test('is recognised by the output that is missing', async () => {
      const stack = await deploy({ Other: 'output' });
      for (const [args, output] of [
        [['redrive', 'live'], 'LiveDeadLetterQueueUrl'],
        [['bucket', 'check'], 'BucketName'],
        [['bucket', 'repair'], 'BucketName'],
        [['backup'], 'InventoryStateMachineArn'],
        [['status'], 'InventoryStateMachineArn'],
        [['verify'], 'VerifyStateMachineArn'],
      ] as const) {
        const { exitCode, stdout, stderr } = await stack.cli(...args);
        expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
        expect(stderr).toContain(`The stack ${stack.name} has no output ${output}.`);
        expect(stderr).toContain('npm run deploy');
      }
    });

    const SETTINGS = { bucketArn: 'arn:aws:s3:::b', cloudinaryGrant: 'backup', objectOwnership: 'BucketOwnerEnforced' };
    test.each([
      ['no JSON', { BucketSettings: '{', WebhookUrldemo: 'https://example.org/webhooks/demo' }],
      ['other settings', { BucketSettings: '{}', WebhookUrldemo: 'https://example.org/webhooks/demo' }],
      ['no clouds', { BucketSettings: JSON.stringify(SETTINGS) }],
    ])('bucket repair does not guess what the bucket should be like: %s', async (_, values) => {
      const stack = await deploy({ BucketName: 'b', ...values });
      const { exitCode, stderr } = await stack.cli('bucket', 'repair');
      expect(exitCode).toBe(1);
      expect(stderr).toContain('do not say what its bucket should be like');
    });
  });
});

describe('wrong usage', () => {
  test.each([
    '',
    'dance',
    'redrive',
    'redrive dead',
    'redrive live --max 0',
    'redrive live --max 1.5',
    'redrive live --dance',
    'redrive live --yes',
    'verify --yes',
    'verify --dry-run',
    'redrive live bulk',
    'bucket',
    'bucket check --dry-run',
    'backup demo',
    'status --last 0',
    'verify --read-data 7/1',
    'verify --read-data 5',
  ])('"%s" is exit code 2, and nothing on stdout', async (line) => {
    const { exitCode, stdout, stderr } = await runInProcess(line.split(' ').filter(Boolean), {});
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/^NOT DONE: /);
  });

  test('says that a number needs a unit', async () => {
    const { stderr } = await runInProcess(['verify', '--read-data', '5'], {});
    expect(stderr).toBe(
      'NOT DONE: --read-data must be like 1/7, 5%, 500MB or 2GiB, not "5". A number needs a unit, B for bytes, or a percent sign.\n',
    );
  });

  test('names the option that it does not know, and the help that lists all', async () => {
    const { stderr } = await runInProcess(['bucket', 'repair', '--jsn'], {});
    expect(stderr).toBe(
      "NOT DONE: unknown option '--jsn'. Did you mean --json? See ./cloudinary-backup bucket repair --help\n",
    );
  });
});
