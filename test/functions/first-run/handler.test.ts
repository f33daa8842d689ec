import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { createdStack, roleFor } from '#test/adapters/aws/created-stack.ts';
import { useCloudFormation } from '../custom-resource.ts';
import { lambdaContext } from '../lambda-context.ts';
import { functionsOnMiniStack } from '../mini-stack.ts';

const { config } = await functionsOnMiniStack();
const sfn = new SFNClient(config);
afterAll(() => sfn.destroy());
const DefinitionString = JSON.stringify({ StartAt: 'Done', States: { Done: { Type: 'Succeed' } } });
const RoleArn = { 'Fn::GetAtt': ['Role', 'Arn'] };
const [machine = ''] = await createdStack(config, `first-run-${process.pid}`, {
  Resources: {
    Role: roleFor('states.amazonaws.com'),
    Machine: { Type: 'AWS::StepFunctions::StateMachine', Properties: { DefinitionString, RoleArn } },
  },
  Outputs: { Machine: { Value: { Ref: 'Machine' } } },
});
process.env['STATE_MACHINE_ARN'] = machine;
const { handler } = await import('#functions/first-run/handler.ts');
const cloudFormation = useCloudFormation();

afterEach(() => void vi.restoreAllMocks());

async function invoke(type: 'Create' | 'Update' | 'Delete') {
  await handler(cloudFormation.event(type, { Cloud: 'demo' }, 'first run of demo'), lambdaContext());
  return cloudFormation.answers.at(-1);
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
])('fails if it cannot be started (%s), and says so', async (failure, reason) => {
  vi.spyOn(SFNClient.prototype, 'send').mockImplementation(() => Promise.reject(failure));
  expect(await invoke('Create')).toMatchObject({
    Status: 'FAILED',
    Reason: `The first inventory run of demo could not be started: ${reason}`,
  });
});
