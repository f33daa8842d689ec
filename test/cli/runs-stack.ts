import {
  type CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';

const QUEUES = ['Live', 'Bulk', 'Large'].flatMap((lane) => [`${lane}Queue`, `${lane}DeadLetterQueue`]);
/** The run that the machine's finished executions say they were. */
export const FINISHED_RUN = '2026-11-21T02:30:00.000Z';

/** Ends as the cloud is called: at once, in failure, or only after an hour. */
const MACHINE = {
  StartAt: 'Which',
  States: {
    Which: {
      Type: 'Choice',
      Choices: [
        { Variable: '$.cloud', StringEquals: 'slow', Next: 'Slow' },
        { Variable: '$.cloud', StringEquals: 'broken', Next: 'Broken' },
      ],
      Default: 'Soon',
    },
    Soon: { Type: 'Wait', Seconds: 1, Next: 'Finished' },
    Finished: { Type: 'Pass', Result: { ended: 'finished', report: { started_at: FINISHED_RUN } }, End: true },
    Slow: { Type: 'Wait', Seconds: 3600, Next: 'Finished' },
    Broken: { Type: 'Fail', Error: 'States.TaskFailed', Cause: '{"errorMessage":"the quota is gone"}' },
  },
};

/** What the inventory function answers when it is asked for a preview. */
const PREVIEW = {
  usage: { assets: 1_200, storedBytes: 5e9, bandwidth: { used: 1e9, limit: 25e9 }, plan: 'Free' },
  quota: { limit: 500, remaining: 490, resetsAt: '2099-01-01T00:00:00.000Z' },
};
const FUNCTION = `exports.handler = async ({ preview }) => {
  if (typeof preview?.cloud !== 'string') throw new Error('no preview');
  return ${JSON.stringify(PREVIEW)};
};`;

const ROLE = {
  Type: 'AWS::IAM::Role',
  Properties: { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] } },
};
const machine = {
  Type: 'AWS::StepFunctions::StateMachine',
  Properties: { DefinitionString: JSON.stringify(MACHINE), RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] } },
};

const TEMPLATE = {
  Resources: {
    ...Object.fromEntries(QUEUES.map((id) => [id, { Type: 'AWS::SQS::Queue' }])),
    Role: ROLE,
    Bucket: { Type: 'AWS::S3::Bucket' },
    Inventory: machine,
    Verify: machine,
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Code: { ZipFile: FUNCTION },
      },
    },
  },
  Outputs: {
    ...Object.fromEntries(QUEUES.map((id) => [`${id}Url`, { Value: { Ref: id } }])),
    BucketName: { Value: { Ref: 'Bucket' } },
    InventoryStateMachineArn: { Value: { Ref: 'Inventory' } },
    VerifyStateMachineArn: { Value: { Ref: 'Verify' } },
    InventoryFunctionName: { Value: { Ref: 'Function' } },
    ...Object.fromEntries(
      ['demo', 'slow', 'broken'].map((cloud) => [
        `WebhookUrl${cloud}`,
        { Value: `https://example.org/webhooks/${cloud}` },
      ]),
    ),
  },
};

/** Deploys what the commands that run things need of a stack, with state machines that only pretend; its outputs. */
export async function deployRuns(
  client: CloudFormationClient,
  StackName: string,
): Promise<Readonly<Record<string, string>>> {
  const TemplateBody = JSON.stringify(TEMPLATE);
  await client.send(new CreateStackCommand({ StackName, TemplateBody, Capabilities: ['CAPABILITY_IAM'] }));
  await waitUntilStackCreateComplete({ client, maxWaitTime: 60, minDelay: 0.1, maxDelay: 1 }, { StackName });
  const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName }));
  return Object.fromEntries(
    (stack?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
  );
}
