/** A finding of cdk-nag or cfn-lint that we accept, and why. */
export interface Acknowledgement {
  /** The rule, with cdk-nag's finding in brackets where it has one. */
  readonly rule: RegExp;
  /** Where: paths of constructs, or of the template. Without it, everywhere. */
  readonly where?: RegExp;
  readonly reason: string;
}

/**
 * Every accepted finding of cdk-nag's packs AwsSolutions and Serverless and of cfn-lint. A test runs all three over
 * several configurations: it fails on a finding that is not listed here, and on an entry that matches no finding.
 *
 * Source: https://github.com/cdklabs/cdk-nag/blob/main/RULES.md, https://github.com/aws-cloudformation/cfn-lint/blob/main/docs/rules.md
 */
export const ACKNOWLEDGEMENTS: readonly Acknowledgement[] = [
  {
    rule: /^AwsSolutions-S1$/,
    where: /\/Backup\/Bucket\/Resource$/,
    reason:
      'Access logs need a second bucket, and a line for every request. The metadata of an object and the log of the function say who wrote it; to record every reader, turn on CloudTrail data events for the bucket.',
  },
  {
    rule: /^AwsSolutions-APIG4$/,
    where: /\/Notifications\/Api\/POST--webhooks--\{cloud\+\}\/Resource$/,
    reason:
      'Cloudinary cannot sign in to an API Gateway authorizer. The webhook function checks its signature over the raw body before anything else; an authorizer does not see the body.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::.*\/(pipeline\/(res|journal)|res)\/[\w-]+\/\*\]$/,
    where: /\/Revisions\/(Worker|LargeWorker)Role\/DefaultPolicy\/Resource$/,
    reason:
      'The keys of revisions and journal objects are not known beforehand. The prefixes are those of the configured clouds.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::.*\/\.wellknown\/cloudinary\/\*\]$/,
    where: /\/Markers\/FunctionRole\/DefaultPolicy\/Resource$/,
    reason: "The markers' own prefix: their names are cloud names, and a new cloud needs no new right.",
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::.*\/pipeline\/res\/\*\]$/,
    where: /\/ReaderPolicy\/Resource$/,
    reason: 'The reader may read every revision, and the keys of revisions are not known at deployment.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::.*\/pipeline\/(res|journal|inventory|reports)\/[\w-]+\/\*\]$/,
    where: /\/(Inventory|Verify)\/FunctionRole\/DefaultPolicy\/Resource$/,
    reason:
      'Runs read what they compare, and write documents under names that are not known beforehand. The prefixes are those of the configured clouds.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::.*:parameter\/cloudinary-backup-high-water\/.*\*\]$/,
    where: /\/(Inventory|Verify)\/FunctionRole\/DefaultPolicy\/Resource$/,
    reason: "The marks of this bucket's runs: their names are cloud names, and a new cloud needs no new right.",
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::.*:execution:[\w-]+-(Inventory|Verify):\*\]$/,
    where: /\/(Inventory|Verify)\/FunctionRole\/DefaultPolicy\/Resource$/,
    reason:
      'A run checks whether the execution of an earlier run is still running; the names of executions are not known beforehand.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::<(BucketCheckFunction|InventoryTriggerCheck|InventoryFunction|VerifyFunction)[0-9A-F]+\.Arn>:\*\]$/,
    where: /\/(BucketCheck\/ScheduleRole|(Inventory|Verify)\/Runs\/Machine\/Role)\/DefaultPolicy\/Resource$/,
    reason: "CDK's grant to call a function includes its versions. It has none.",
  },
  {
    rule: /^AwsSolutions-IAM5\[Action::sqs:SendMessage\*\]$/,
    reason: 'SendMessage and SendMessageBatch: AWS has only the first action, the local cloud has both.',
  },
  {
    rule: /^Serverless-LambdaDLQ$/,
    reason:
      "A function's own dead-letter queue takes failed asynchronous invocations. These functions are called by API Gateway, by state machines, which wait for the answer, by SQS, whose messages have dead-letter queues, and by CloudFormation, which also waits.",
  },
  {
    rule: /^Serverless-LambdaTracing$/,
    reason:
      'X-Ray costs $5 per million traces, as much as storing the revisions. Logs and metrics show how long each call took; add traces if you need them.',
  },
  {
    rule: /^(AwsSolutions-SF2|Serverless-StepFunctionStateMachineXray)$/,
    reason: 'As for functions: the history of an execution shows how long each step took, free of charge.',
  },
  {
    rule: /^AwsSolutions-SF1$/,
    reason:
      'The history of each execution, with input and output of every step, is kept for 90 days in any case, and the functions log what they do. A log needs the right to change every log delivery of the account.',
  },
  {
    rule: /^Serverless-SQSRedrivePolicy$/,
    where: /\/DeadLetterQueue\/Resource$/,
    reason: 'These are the dead-letter queues.',
  },
  {
    rule: /^(AwsSolutions-SQS3|Serverless-SQSRedrivePolicy)$/,
    where: /\/Jobs\/SetAside\/Resource$/,
    reason: 'No function reads this queue, so no message fails: an operator redrives it by the command.',
  },
  {
    rule: /^Serverless-SNSRedrivePolicy$/,
    where: /\/Alarms\/Topic\/Email-[^/]+\/Resource$/,
    reason:
      'SNS tries to mail for hours. Someone would have to look at a queue of undelivered mails, and would see the alarm on the dashboard anyway.',
  },
  {
    rule: /^Serverless-LambdaEventSourceMappingDestination$/,
    where: /\/Revisions\/(Live|Bulk|Large)Jobs\/Resource$/,
    reason: 'A destination on failure is for streams. A message of a queue goes to its dead-letter queue.',
  },
  {
    rule: /^W3005$/,
    reason: 'CDK writes out dependencies that a reference implies; they do no harm.',
  },
];
