import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { describe, expect, inject, test } from 'vitest';
import { useMiniStack } from '../adapters/mini-stack-clients.ts';
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

  test('a stack that is none of this project, or older than the command', async () => {
    const client = new CloudFormationClient(await useMiniStack(environment));
    const StackName = `Older-${process.pid}`;
    const TemplateBody = JSON.stringify({ Resources: { Queue: { Type: 'AWS::SQS::Queue' } } });
    await client.send(new CreateStackCommand({ StackName, TemplateBody }));
    client.destroy();
    const { exitCode, stdout, stderr } = await runCli(['redrive', 'live', '--stack', StackName], environment);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain(`The stack ${StackName} has no output LiveDeadLetterQueueUrl.`);
    expect(stderr).toContain('npm run deploy');
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
  ])('%j is exit code 2, and nothing on stdout', async (args) => {
    const { exitCode, stdout, stderr } = await runCli(args, {});
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).not.toBe('');
  });

  test.each([[['--help']], [['redrive', '--help']], [['help', 'redrive']]])('%j is none', async (args) => {
    const { exitCode, stdout } = await runCli(args, {});
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Exit codes:');
    expect(stdout).toContain('Example');
  });
});
