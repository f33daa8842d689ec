import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test, vi } from 'vitest';
import type { handler as Handler } from '../../../functions/first-run/handler.ts';
import { StepFunctionsExecutions } from '../../../shared/adapters/aws/step-functions-executions.ts';
import { createdStack, roleFor } from '../../adapters/aws/created-stack.ts';
import { useMiniStack } from '../../adapters/aws/mini-stack-clients.ts';
import { type LoopbackServer, startLoopbackServer } from '../../adapters/loopback-server.ts';
import { lambdaContext } from '../lambda-context.ts';

let sfn: SFNClient;
let machine: string;
let handler: typeof Handler;
let cloudFormation: LoopbackServer;
let answers: unknown[];

beforeAll(async () => {
  Object.assign(process.env, inject('awsEnvironment'));
  const config = await useMiniStack(inject('awsEnvironment'));
  sfn = new SFNClient(config);
  const DefinitionString = JSON.stringify({ StartAt: 'Done', States: { Done: { Type: 'Succeed' } } });
  const RoleArn = { 'Fn::GetAtt': ['Role', 'Arn'] };
  [machine = ''] = await createdStack(config, `first-run-${process.pid}`, {
    Resources: {
      Role: roleFor('states.amazonaws.com'),
      Machine: { Type: 'AWS::StepFunctions::StateMachine', Properties: { DefinitionString, RoleArn } },
    },
    Outputs: { Machine: { Value: { Ref: 'Machine' } } },
  });
  process.env['STATE_MACHINE_ARN'] = machine;
  ({ handler } = await import('../../../functions/first-run/handler.ts'));
}, 90_000);
afterAll(() => sfn.destroy());

beforeEach(async () => {
  answers = [];
  cloudFormation = await startLoopbackServer();
  cloudFormation.answer = async (request, response) => {
    answers.push(JSON.parse(Buffer.concat(await request.toArray()).toString()));
    response.end();
  };
});
afterEach(() => {
  vi.restoreAllMocks();
  cloudFormation.close();
});

async function invoke(RequestType: CloudFormationCustomResourceEvent['RequestType']) {
  const event = {
    RequestType,
    ServiceToken: 'arn:function',
    ResponseURL: `${cloudFormation.origin}/answer`,
    StackId: 'arn:stack',
    RequestId: 'request-1',
    LogicalResourceId: 'FirstRun',
    ResourceType: 'Custom::FirstRun',
    ResourceProperties: { ServiceToken: 'arn:function', Cloud: 'demo' },
    ...(RequestType !== 'Create' && { PhysicalResourceId: 'first run of demo' }),
    ...(RequestType === 'Update' && { OldResourceProperties: {} }),
  } as Parameters<typeof Handler>[0]; // the union cannot be built from parts
  await handler(event, lambdaContext());
  return answers.at(-1);
}

async function inputs() {
  const { executions = [] } = await sfn.send(new ListExecutionsCommand({ stateMachineArn: machine }));
  const described = executions.map(({ executionArn }) => sfn.send(new DescribeExecutionCommand({ executionArn })));
  return (await Promise.all(described)).map(({ input = '' }) => JSON.parse(input));
}

test('starts a run on Create, and does nothing on Update and Delete', async () => {
  const answer = { Status: 'SUCCESS', PhysicalResourceId: 'first run of demo' };
  expect(await invoke('Create')).toMatchObject(answer);
  expect(await inputs()).toEqual([{ cloud: 'demo', reason: 'deployment' }]);
  expect(await invoke('Update')).toMatchObject(answer);
  expect(await invoke('Delete')).toMatchObject(answer);
  expect(await inputs()).toHaveLength(1);
});

test.each<[unknown, string]>([
  [new Error('not allowed'), 'not allowed'],
  ['odd', 'unknown error'],
])('fails where it cannot be started (%s), and says so', async (failure, reason) => {
  vi.spyOn(StepFunctionsExecutions.prototype, 'start').mockRejectedValue(failure);
  expect(await invoke('Create')).toMatchObject({
    Status: 'FAILED',
    Reason: `The first inventory run of demo could not be started: ${reason}`,
  });
});
