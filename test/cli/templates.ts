const QUEUES = ['Live', 'Bulk', 'Large']
  .flatMap((queue) => [`${queue}Queue`, `${queue}DeadLetterQueue`])
  .concat('SetAsideQueue');
/** The run that the machine's finished executions say they were. */
export const FINISHED_RUN = '2026-11-21T02:30:00.000Z';

/** A stack of a few resources that needs no deployment of this project. */
export interface StackTemplate {
  readonly Resources: object;
  readonly Outputs: object;
}

/** Outputs by their values. */
export function outputs(values: Readonly<Record<string, unknown>>): StackTemplate['Outputs'] {
  return Object.fromEntries(Object.entries(values).map(([name, Value]) => [name, { Value }]));
}

/** The queues and the outputs that name them, as the stack of this project has them. */
export const QUEUES_TEMPLATE: StackTemplate = {
  Resources: Object.fromEntries(QUEUES.map((id) => [id, { Type: 'AWS::SQS::Queue' }])),
  Outputs: outputs(Object.fromEntries(QUEUES.map((id) => [`${id}Url`, { Ref: id }]))),
};

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
  if (preview.cloud === 'refused') throw new Error('The key was refused.');
  return ${JSON.stringify(PREVIEW)};
};`;

const RoleArn = { 'Fn::GetAtt': ['Role', 'Arn'] };
const machine = {
  Type: 'AWS::StepFunctions::StateMachine',
  Properties: { DefinitionString: JSON.stringify(MACHINE), RoleArn },
};

/** What the commands that run things need of a stack, with state machines that only pretend. */
export const RUNS_TEMPLATE: StackTemplate = {
  Resources: {
    ...QUEUES_TEMPLATE.Resources,
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] } },
    },
    Bucket: { Type: 'AWS::S3::Bucket' },
    Inventory: machine,
    Verify: machine,
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: { Runtime: 'nodejs24.x', Handler: 'index.handler', Role: RoleArn, Code: { ZipFile: FUNCTION } },
    },
  },
  Outputs: {
    ...QUEUES_TEMPLATE.Outputs,
    ...outputs({
      BucketName: { Ref: 'Bucket' },
      InventoryStateMachineArn: { Ref: 'Inventory' },
      VerifyStateMachineArn: { Ref: 'Verify' },
      InventoryFunctionName: { Ref: 'Function' },
      WebhookUrldemo: 'https://example.org/webhooks/demo',
      WebhookUrlslow: 'https://example.org/webhooks/slow',
      WebhookUrlbroken: 'https://example.org/webhooks/broken',
    }),
  },
};
