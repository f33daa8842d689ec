import { setTimeout as sleep } from 'node:timers/promises';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ExecutionMetrics } from '../../../../local/ministack/cloudwatch/execution-metrics.ts';
import type { Sample } from '../../../../local/ministack/cloudwatch/sample.ts';
import { rootClientConfig } from '../../../../local/ministack/root-client-config.ts';
import { type MiniStack, startMiniStack } from '../../../../local/ministack/start-ministack.ts';
import { createdStack, roleFor } from '../../../adapters/aws/created-stack.ts';

let miniStack: MiniStack;
let client: SFNClient;
let machine: string;

beforeAll(async () => {
  miniStack = await startMiniStack();
  const config = rootClientConfig(miniStack);
  client = new SFNClient(config);
  const definition = {
    StartAt: 'Which',
    States: {
      Which: {
        Type: 'Choice',
        Choices: [
          { Variable: '$.fails', IsPresent: true, Next: 'Fail' },
          { Variable: '$.waits', IsPresent: true, Next: 'Wait' },
        ],
        Default: 'Done',
      },
      Fail: { Type: 'Fail', Error: 'TooMuch' },
      Wait: { Type: 'Wait', Seconds: 600, Next: 'Done' },
      Done: { Type: 'Succeed' },
    },
  };
  [machine = ''] = await createdStack(config, 'executions', {
    Resources: {
      Role: roleFor('states.amazonaws.com'),
      Machine: {
        Type: 'AWS::StepFunctions::StateMachine',
        Properties: { DefinitionString: JSON.stringify(definition), RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] } },
      },
    },
    Outputs: { Machine: { Value: { Ref: 'Machine' } } },
  });
}, 90_000);
afterAll(async () => {
  client.destroy();
  await miniStack.stop();
});

function start(input: object) {
  return client.send(new StartExecutionCommand({ stateMachineArn: machine, input: JSON.stringify(input) }));
}

test('counts executions that have ended, each once, by how they ended', async () => {
  const began = new Date();
  const metrics = new ExecutionMetrics(miniStack, began);
  for (const input of [{ fails: true }, { fails: true }, { waits: true }, {}]) await start(input);
  const samples: Sample[] = [];
  while (samples.length < 3) {
    samples.push(...(await metrics.collect()));
    await sleep(50);
  }
  expect(samples.map(({ metric }) => metric.name).toSorted()).toEqual([
    'ExecutionsFailed',
    'ExecutionsFailed',
    'ExecutionsSucceeded',
  ]);
  for (const { metric, value, at } of samples) {
    expect(metric).toMatchObject({ namespace: 'AWS/States', dimensions: { StateMachineArn: machine } });
    expect(value).toBe(1);
    expect(Math.abs(at - Date.now())).toBeLessThan(60_000);
  }
  expect(await metrics.collect()).toEqual([]);
  metrics.close();
});

test('leaves out what has ended before', async () => {
  const metrics = new ExecutionMetrics(miniStack, new Date(Date.now() + 1_000));
  expect(await metrics.collect()).toEqual([]);
  metrics.close();
});
