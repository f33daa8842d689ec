import {
  type CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';

const LANES = ['Live', 'Bulk', 'Large'] as const;

/** Six queues and the outputs that name them, as the stack of this project has them. */
const TEMPLATE = {
  Resources: Object.fromEntries(
    LANES.flatMap((lane) => [`${lane}Queue`, `${lane}DeadLetterQueue`]).map((id) => [id, { Type: 'AWS::SQS::Queue' }]),
  ),
  Outputs: Object.fromEntries(
    LANES.flatMap((lane) => [`${lane}Queue`, `${lane}DeadLetterQueue`]).map((id) => [
      `${id}Url`,
      { Value: { Ref: id } },
    ]),
  ),
};

/** Deploys a stack of queues alone, and gives its outputs. */
export async function deployQueues(
  client: CloudFormationClient,
  StackName: string,
): Promise<Readonly<Record<string, string>>> {
  await client.send(new CreateStackCommand({ StackName, TemplateBody: JSON.stringify(TEMPLATE) }));
  await waitUntilStackCreateComplete({ client, maxWaitTime: 60, minDelay: 0.1, maxDelay: 1 }, { StackName });
  const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName }));
  return Object.fromEntries(
    (stack?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
  );
}
