import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import type { useMiniStack } from './mini-stack-clients.ts';

/** A role that a service may assume. */
export function roleFor(service: string) {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
      },
    },
  };
}

/** Creates a stack, and returns the values of its outputs. */
export async function createdStack(
  config: Awaited<ReturnType<typeof useMiniStack>>,
  StackName: string,
  template: object,
): Promise<readonly string[]> {
  const client = new CloudFormationClient(config);
  const TemplateBody = JSON.stringify(template);
  await client.send(new CreateStackCommand({ StackName, TemplateBody, Capabilities: ['CAPABILITY_IAM'] }));
  await waitUntilStackCreateComplete({ client, maxWaitTime: 60, minDelay: 1, maxDelay: 1 }, { StackName });
  const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName }));
  client.destroy();
  return (stack?.Outputs ?? []).map(({ OutputValue = '' }) => OutputValue);
}
