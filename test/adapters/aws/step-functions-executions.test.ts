import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { stepFunctionsExecutions } from '#shared/adapters/aws/step-functions-executions.ts';
import { createdStack, roleFor } from './created-stack.ts';
import { useMiniStack } from './mini-stack-clients.ts';

describe('executions on MiniStack', async () => {
  const config = await useMiniStack(inject('awsEnvironment'));
  const client = new SFNClient(config);
  const executions = stepFunctionsExecutions(client);
  const definition = {
    StartAt: 'Which',
    States: {
      Which: {
        Type: 'Choice',
        Choices: [
          { Variable: '$.waits', IsPresent: true, Next: 'Wait' },
          { Variable: '$.fails', IsPresent: true, Next: 'Fail' },
        ],
        Default: 'Done',
      },
      Wait: { Type: 'Wait', Seconds: 600, Next: 'Done' },
      Fail: { Type: 'Fail', Error: 'TooMuch', Cause: 'Too much.' },
      Done: { Type: 'Succeed' },
    },
  };
  const RoleArn = { 'Fn::GetAtt': ['Role', 'Arn'] };
  const template = {
    Resources: {
      Role: roleFor('states.amazonaws.com'),
      Machine: {
        Type: 'AWS::StepFunctions::StateMachine',
        Properties: { DefinitionString: JSON.stringify(definition), RoleArn },
      },
    },
    Outputs: { Machine: { Value: { Ref: 'Machine' } } },
  };
  const [machine = ''] = await createdStack(config, `executions-${process.pid}`, template);
  afterAll(() => client.destroy());

  const ended = async (arn: string) => {
    while (await executions.isRunning(arn)) await sleep(50);
    return executions.describe(arn);
  };

  test('run until they end, and have a result', async () => {
    const input = { cloud: 'demo', reason: 'manual' };
    const succeeded = await ended(await executions.start(machine, input));
    expect(succeeded).toMatchObject({ status: 'SUCCEEDED', startedAt: expect.any(Date), stoppedAt: expect.any(Date) });
    expect(JSON.parse(succeeded?.input ?? '')).toEqual(input);
    expect(JSON.parse(succeeded?.output ?? '')).toEqual(input);
    const failed = await ended(await executions.start(machine, { fails: true }));
    expect(failed).toMatchObject({ status: 'FAILED', error: 'TooMuch', cause: 'Too much.' });
  });

  test('are listed with the cloud of their input while they run', async () => {
    const demo = await executions.start(machine, { cloud: 'demo', waits: true });
    const nameless = await executions.start(machine, { waits: true });
    await ended(await executions.start(machine, { cloud: 'ended' }));
    expect(await executions.isRunning(demo)).toBe(true);
    const running = await executions.running(machine);
    expect(running.map(({ arn, cloud }) => [arn, cloud])).toEqual(
      expect.arrayContaining([
        [demo, 'demo'],
        [nameless, undefined],
      ]),
    );
    expect(running).toHaveLength(2);
    expect(running[0]?.startedAt.getTime()).toBeGreaterThan(Date.now() - 60_000);
    for (const arn of [demo, nameless]) await client.send(new StopExecutionCommand({ executionArn: arn }));
    expect(await executions.isRunning(demo)).toBe(false);
    expect(await executions.running(machine)).toEqual([]);
  });

  test('that do not exist are not running', async () => {
    const arn = `${machine.replace(':stateMachine:', ':execution:')}:nothing`;
    expect(await executions.isRunning(arn)).toBe(false);
    expect(await executions.describe(arn)).toBeUndefined();
  });
});

describe('an answer of Step Functions', () => {
  const client = new SFNClient({ region: 'eu-central-1' });
  const sfn = mockClient(client);
  const executions = stepFunctionsExecutions(client);

  test('in pages is read completely, without executions that have ended meanwhile', async () => {
    const page = (name: string) => ({ executions: [{ executionArn: name } as never] });
    sfn.on(ListExecutionsCommand, { nextToken: undefined }).resolves({ ...page('a'), nextToken: '2' });
    sfn.on(ListExecutionsCommand, { nextToken: '2' }).resolves({ ...page('b'), nextToken: '3' });
    sfn.on(ListExecutionsCommand, { nextToken: '3' }).resolves(page('c'));
    sfn.on(DescribeExecutionCommand).resolves({ status: 'RUNNING', input: '{"cloud":"x"}' });
    sfn.on(DescribeExecutionCommand, { executionArn: 'b' }).resolves({ status: 'SUCCEEDED', input: '{}' });
    sfn.on(DescribeExecutionCommand, { executionArn: 'c' }).resolves({ status: 'RUNNING', input: 'no JSON' });
    expect((await executions.running('machine')).map(({ arn, cloud }) => [arn, cloud])).toEqual([
      ['a', 'x'],
      ['c', undefined],
    ]);
  });

  test.each([
    ['RUNNING', true],
    ['PENDING_REDRIVE', true],
    ['FAILED', false],
    ['TIMED_OUT', false],
    ['ABORTED', false],
    ['SUCCEEDED', false],
  ] as const)('with the status %s means running: %s', async (status, isRunning) => {
    sfn.on(DescribeExecutionCommand).resolves({ status });
    expect(await executions.isRunning('arn')).toBe(isRunning);
  });

  test.each(['{"cloud":7}', '[]', 'null', '"x"'])('with the input %s names no cloud', async (input) => {
    sfn.on(ListExecutionsCommand).resolves({ executions: [{ executionArn: 'a' } as never] });
    sfn.on(DescribeExecutionCommand).resolves({ status: 'RUNNING', input });
    expect(await executions.running('machine')).toMatchObject([{ arn: 'a', cloud: undefined }]);
  });

  test('that is an error is thrown', async () => {
    sfn.on(DescribeExecutionCommand).rejects(new Error('denied'));
    await expect(executions.isRunning('arn')).rejects.toThrow('denied');
  });
});
