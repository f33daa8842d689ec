/** A permission that a command needs. */
export interface Permission {
  /** IAM actions. */
  readonly actions: readonly string[];
  /** The resources, in Markdown. */
  readonly resource: string;
}

const START_RUNS = ['states:ListExecutions', 'states:StartExecution'];
const READ_BUCKET = ['s3:ListBucket', 's3:GetObject'];
const INVENTORIES_AND_REPORTS = 'the bucket; objects under `pipeline/inventory/` and `pipeline/reports/`';

/** The permissions that each command needs, and those that every command needs. */
export const PERMISSIONS: Readonly<Record<string, readonly Permission[]>> = {
  'every command': [{ actions: ['cloudformation:DescribeStacks'], resource: 'the stack' }],
  backup: [
    { actions: START_RUNS, resource: 'the state machine of inventory runs' },
    { actions: ['states:DescribeExecution'], resource: 'its executions' },
    {
      actions: ['lambda:InvokeFunction'],
      resource: 'the inventory function; only before the first backup, and with `--dry-run`',
    },
    { actions: READ_BUCKET, resource: INVENTORIES_AND_REPORTS },
    { actions: ['sqs:GetQueueAttributes'], resource: 'the `bulk` and `large` queues' },
  ],
  verify: [
    { actions: START_RUNS, resource: 'the state machine of verify runs' },
    { actions: ['states:DescribeExecution'], resource: 'its executions' },
    { actions: READ_BUCKET, resource: 'the bucket; objects under `pipeline/reports/`' },
  ],
  status: [
    { actions: ['states:ListExecutions'], resource: 'both state machines' },
    { actions: ['states:DescribeExecution'], resource: 'their executions' },
    { actions: READ_BUCKET, resource: INVENTORIES_AND_REPORTS },
    { actions: ['sqs:GetQueueAttributes'], resource: 'every queue, every dead-letter queue and the set-aside queue' },
  ],
  redrive: [
    {
      actions: ['sqs:GetQueueAttributes', 'sqs:ReceiveMessage', 'sqs:ChangeMessageVisibility'],
      resource: 'the dead-letter queue, or the set-aside queue',
    },
    {
      actions: ['sqs:DeleteMessage'],
      resource: 'the dead-letter queue, or the set-aside queue; not needed with `--dry-run`',
    },
    {
      actions: ['sqs:SendMessage'],
      resource:
        'the queue (for `live` and `set-aside`: the `live`, `large` and set-aside queues); not needed with `--dry-run`',
    },
  ],
  'bucket check': [
    {
      actions: [
        's3:ListBucket',
        's3:GetBucketVersioning',
        's3:GetLifecycleConfiguration',
        's3:GetBucketPolicy',
        's3:GetBucketObjectLockConfiguration',
        's3:GetEncryptionConfiguration',
        's3:GetBucketPublicAccessBlock',
        's3:GetBucketOwnershipControls',
      ],
      resource: 'the bucket',
    },
    { actions: ['s3:GetObject'], resource: 'objects under `.wellknown/cloudinary/`' },
  ],
  'bucket repair': [
    {
      actions: [
        's3:PutBucketPolicy',
        's3:PutEncryptionConfiguration',
        's3:PutBucketPublicAccessBlock',
        's3:PutBucketOwnershipControls',
      ],
      resource: 'the bucket; the permissions of `bucket check` too',
    },
    { actions: ['s3:PutObject'], resource: 'objects under `.wellknown/cloudinary/`' },
  ],
};
