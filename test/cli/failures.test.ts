import { CloudFormationClient, CreateStackCommand, waitUntilStackCreateComplete } from '@aws-sdk/client-cloudformation';
import { describe, expect, inject, test } from 'vitest';
import { useMiniStack } from '../adapters/aws/mini-stack-clients.ts';
import { runCli } from './run-cli.ts';

const environment = inject('awsEnvironment');
const { AWS_ACCESS_KEY_ID: _, AWS_SECRET_ACCESS_KEY: __, ...withoutCredentials } = environment;
const { AWS_REGION: ___, AWS_DEFAULT_REGION: ____, ...withoutRegion } = environment;

describe('what is missing is said in plain words', () => {
  test.each([
    ['no such stack', environment, 'There is no stack Nowhere'],
    ['no credentials', withoutCredentials, 'No AWS credentials were found'],
    ['no region', withoutRegion, 'No AWS region is set'],
    ['nobody there', { ...environment, AWS_ENDPOINT_URL: 'https://127.0.0.1:9' }, 'AWS cannot be reached'],
  ])('%s', async (_, environment, expected) => {
    const { exitCode, stdout, stderr } = await runCli(['redrive', 'live', '--stack', 'Nowhere', '--json'], environment);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(expected);
    expect(stderr).not.toContain('    at ');
    expect(JSON.parse(stdout)).toEqual({ error: expect.stringContaining(expected) });
  });

  describe('a stack that is none of this project, or older than the command', () => {
    const queue = { Type: 'AWS::SQS::Queue' };
    const deploy = async (name: string, outputs: Readonly<Record<string, string>>) => {
      const client = new CloudFormationClient(await useMiniStack(environment));
      const StackName = `${name}-${process.pid}`;
      const Outputs = Object.fromEntries(Object.entries(outputs).map(([key, Value]) => [key, { Value }]));
      const TemplateBody = JSON.stringify({ Resources: { Queue: queue }, Outputs });
      await client.send(new CreateStackCommand({ StackName, TemplateBody }));
      await waitUntilStackCreateComplete({ client, maxWaitTime: 60, minDelay: 0.1, maxDelay: 1 }, { StackName });
      client.destroy();
      return StackName;
    };

    test.each([
      [['redrive', 'live'], 'LiveDeadLetterQueueUrl'],
      [['bucket', 'check'], 'BucketName'],
      [['bucket', 'repair'], 'BucketName'],
      [['backup'], 'InventoryStateMachineArn'],
      [['status'], 'InventoryStateMachineArn'],
      [['verify'], 'VerifyStateMachineArn'],
    ])('%j names the output that is missing', async (args, output) => {
      const stack = await deploy(`Older-${args.join('-')}`, { Other: 'output' });
      const { exitCode, stdout, stderr } = await runCli([...args, '--stack', stack], environment);
      expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
      expect(stderr).toContain(`The stack ${stack} has no output ${output}.`);
      expect(stderr).toContain('npm run deploy');
    });

    const SETTINGS = { bucketArn: 'arn:aws:s3:::b', cloudinaryGrant: 'backup', objectOwnership: 'BucketOwnerEnforced' };
    test.each([
      ['no JSON', { BucketSettings: '{', WebhookUrldemo: 'https://example.org/webhooks/demo' }],
      ['other settings', { BucketSettings: '{}', WebhookUrldemo: 'https://example.org/webhooks/demo' }],
      ['no clouds', { BucketSettings: JSON.stringify(SETTINGS) }],
    ])('bucket repair does not guess what the bucket is to be like: %s', async (what, outputs) => {
      const stack = await deploy(`Other-${what.replace(' ', '-')}`, { BucketName: 'b', ...outputs });
      const { exitCode, stderr } = await runCli(['bucket', 'repair', '--stack', stack], environment);
      expect(exitCode).toBe(1);
      expect(stderr).toContain('do not tell what its bucket is to be like');
    });
  });
});

describe('wrong usage', () => {
  test.each([
    [[]],
    [['dance']],
    [['redrive']],
    [['redrive', 'dead']],
    [['redrive', 'live', '--max', '0']],
    [['redrive', 'live', '--max', '1.5']],
    [['redrive', 'live', '--dance']],
    [['redrive', 'live', 'bulk']],
    [['bucket']],
    [['bucket', 'check', '--dry-run']],
    [['backup', 'demo']],
    [['status', '--last', '0']],
    [['verify', '--read-data', '7/1']],
  ])('%j is exit code 2, and nothing on stdout', async (args) => {
    const { exitCode, stdout, stderr } = await runCli(args, {});
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).not.toBe('');
  });

  test.each([[['--help']], [['redrive', '--help']], [['help', 'redrive']], [['bucket', '--help']]])(
    '%j is none',
    async (args) => {
      const { exitCode, stdout } = await runCli(args, {});
      expect(exitCode).toBe(0);
      expect(stdout).toContain('Exit codes:');
      expect(stdout).toContain('Example');
    },
  );
});
