import { describe, expect, test } from 'vitest';
import { testRequests } from './test-requests.ts';
import { twoClouds } from './two-clouds.ts';

// test/e2e/roles.test.ts also tries the rights of the worker, the webhook and the bucket check on the deployed stack.
describe('the webhook function', () => {
  testRequests(twoClouds, 'NotificationsWebhook', {
    Allowed: [
      'sqs:SendMessage LiveQueue',
      'sqs:SendMessage LargeQueue',
      'sqs:SendMessage SetAside',
      'ssm:GetParameter team/other',
    ],
    ImplicitlyDenied: [
      'sqs:SendMessage LargeDeadLetterQueue',
      'sqs:SendMessage LiveDeadLetterQueue',
      'sqs:ReceiveMessage SetAside',
      'sqs:DeleteMessage SetAside',
      'sqs:PurgeQueue LiveQueue',
      'ssm:GetParameter cloudinary-backup/demo2',
      'ssm:PutParameter cloudinary-backup/demo',
      's3:ListBucket',
    ],
  });
});

describe('the worker', () => {
  testRequests(twoClouds, 'RevisionsWorker', {
    Allowed: [
      's3:ListBucket',
      's3:GetObject pipeline/journal/b-2_x/x',
      's3:GetObject res/demo/x',
      'sqs:ReceiveMessage LiveQueue',
      'sqs:ChangeMessageVisibility BulkQueue',
      'sqs:SendMessage LiveQueue',
      'sqs:SendMessage BulkQueue',
      'sqs:SendMessage LargeQueue',
      'ssm:GetParameter team/other',
    ],
    ImplicitlyDenied: [
      'sqs:ReceiveMessage SetAside',
      'sqs:SendMessage SetAside',
      's3:GetObject res/b-2_x/x',
      's3:GetObject pipeline/res/demo2/x',
      's3:DeleteObject res/demo/x',
      'sqs:ReceiveMessage LargeQueue',
      'sqs:SendMessage LiveDeadLetterQueue',
    ],
  });
});

describe('the large worker', () => {
  testRequests(twoClouds, 'RevisionsLargeWorker', {
    Allowed: [
      'sqs:ReceiveMessage LargeQueue',
      'sqs:SendMessage LargeQueue',
      's3:PutObject pipeline/res/demo/x',
      's3:AbortMultipartUpload pipeline/res/demo/x',
    ],
    ImplicitlyDenied: [
      'sqs:ReceiveMessage LiveQueue',
      'sqs:SendMessage LiveQueue',
      's3:AbortMultipartUpload pipeline/res/other/x',
    ],
  });
});

describe('the trigger registration', () => {
  testRequests(twoClouds, 'TriggersFunction', {
    Allowed: ['ssm:GetParameter cloudinary-backup/demo'],
    ImplicitlyDenied: ['ssm:GetParameter team/other', 'sqs:SendMessage LiveQueue', 's3:GetObject pipeline/res/demo/x'],
  });
});

describe('the marker function', () => {
  testRequests(twoClouds, 'MarkersFunction', {
    Allowed: ['s3:PutObject .wellknown/cloudinary/demo overwriting'],
    ImplicitlyDenied: [
      's3:PutObject pipeline/res/demo/x',
      's3:PutObject res/demo/x',
      's3:DeleteObject .wellknown/cloudinary/demo',
      'ssm:GetParameter cloudinary-backup/demo',
    ],
  });
});

describe('the inventory function', () => {
  testRequests(twoClouds, 'InventoryFunction', {
    Allowed: [
      's3:ListBucket',
      's3:ListBucketMultipartUploads',
      's3:GetObject pipeline/res/demo/x',
      's3:GetObject pipeline/journal/b-2_x/x',
      's3:GetObject pipeline/inventory/demo/x',
      's3:GetObject pipeline/reports/demo/x',
      's3:PutObject pipeline/inventory/demo/x',
      's3:PutObject pipeline/journal/demo/x',
      's3:PutObject pipeline/reports/b-2_x/x',
      's3:AbortMultipartUpload pipeline/res/demo/x',
      'sqs:SendMessage BulkQueue',
      'sqs:GetQueueAttributes LargeQueue',
      'states:DescribeExecution Inventory',
      'sns:Publish AlarmsTopic',
      'ssm:GetParameter team/other',
      'ssm:GetParameter cloudinary-backup-high-water/BackupBucket/verify/demo',
      'ssm:PutParameter cloudinary-backup-high-water/BackupBucket/inventory/demo',
    ],
    ImplicitlyDenied: [
      's3:GetObject pipeline/res/demo2/x',
      's3:GetObject res/demo/x',
      's3:PutObject pipeline/res/demo/x',
      's3:PutObject pipeline/inventory/other/x',
      's3:PutObject .wellknown/cloudinary/demo',
      's3:AbortMultipartUpload pipeline/res/other/x',
      's3:AbortMultipartUpload res/demo/x',
      'sqs:SendMessage LiveQueue',
      'sqs:ReceiveMessage BulkQueue',
      'states:DescribeExecution Verify',
      'states:DescribeExecution Inventory2',
      'states:StartExecution Inventory',
      'states:StopExecution Inventory',
      'sns:Publish Another',
      'ssm:GetParameter team/another',
      'ssm:PutParameter team/other',
      'ssm:PutParameter cloudinary-backup-high-water/BackupBucket/verify/demo',
      'ssm:DeleteParameter cloudinary-backup-high-water/BackupBucket/inventory/demo',
      'ssm:GetParameter cloudinary-backup-high-water/another-bucket/verify/demo',
    ],
    ExplicitlyDenied: [
      's3:PutObject pipeline/inventory/demo/x overwriting',
      's3:DeleteObject pipeline/inventory/demo/x',
    ],
  });
});

describe('the verify function', () => {
  testRequests(twoClouds, 'VerifyFunction', {
    Allowed: [
      's3:ListBucket',
      's3:GetObject pipeline/res/demo/x',
      's3:GetObject pipeline/inventory/b-2_x/x',
      's3:PutObject pipeline/reports/demo/x',
      'sqs:SendMessage BulkQueue',
      'sqs:SendMessage LargeQueue',
      'sqs:GetQueueAttributes BulkQueue',
      'states:DescribeExecution Verify',
      'ssm:GetParameter cloudinary-backup-high-water/BackupBucket/inventory/demo',
      'ssm:PutParameter cloudinary-backup-high-water/BackupBucket/verify/demo',
    ],
    ImplicitlyDenied: [
      's3:GetObject pipeline/res/other/x',
      's3:PutObject pipeline/journal/demo/x',
      's3:PutObject pipeline/inventory/demo/x',
      's3:PutObject pipeline/res/demo/x',
      's3:AbortMultipartUpload pipeline/res/demo/x',
      'sqs:SendMessage LiveQueue',
      'states:DescribeExecution Inventory',
      'sns:Publish AlarmsTopic',
      'ssm:GetParameter cloudinary-backup/demo',
      'ssm:PutParameter cloudinary-backup-high-water/BackupBucket/inventory/demo',
      'ssm:DeleteParameter cloudinary-backup-high-water/BackupBucket/verify/demo',
    ],
    ExplicitlyDenied: ['s3:DeleteObject pipeline/res/demo/x'],
  });
});

describe('the check of triggers', () => {
  testRequests(twoClouds, 'InventoryTriggerCheck', {
    Allowed: ['ssm:GetParameter cloudinary-backup/demo'],
    ImplicitlyDenied: ['ssm:GetParameter team/other', 's3:GetObject pipeline/res/demo/x'],
  });
});

describe('the check of the bucket', () => {
  testRequests(twoClouds, 'BucketCheckFunction', {
    Allowed: [
      's3:ListBucket',
      's3:GetBucketVersioning',
      's3:GetLifecycleConfiguration',
      's3:GetBucketObjectLockConfiguration',
      's3:GetEncryptionConfiguration',
      's3:GetBucketPublicAccessBlock',
      's3:GetBucketOwnershipControls',
    ],
    ImplicitlyDenied: [
      's3:GetObject .wellknown/cloudinary/other',
      's3:GetObject pipeline/journal/demo/x',
      's3:GetBucketPolicy arn:aws:s3:::another',
    ],
    ExplicitlyDenied: ['s3:PutEncryptionConfiguration'],
  });
});

// Statement by statement they are in the snapshot of the stack.
describe('all roles', () => {
  // Those of schedules and state machines are in bucket-check.test.ts and runs.test.ts.
  const roles = twoClouds.ofType('AWS::IAM::Role').filter(({ id }) => !/(Schedules?|Machine)Role$/.test(id));

  test('belong to one function each, and only Lambda can assume them', () => {
    expect(roles.map(({ id }) => id).toSorted()).toEqual(
      twoClouds
        .ofType('AWS::Lambda::Function')
        .map(({ id }) => `${id}Role`)
        .toSorted(),
    );
    for (const { properties } of roles) {
      expect(properties['AssumeRolePolicyDocument']).toMatchObject({
        Statement: [{ Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
      });
    }
  });

  test('have no managed policies and no statements but their own', () => {
    for (const { properties } of roles) expect(Object.keys(properties)).toEqual(['AssumeRolePolicyDocument']);
    // One for each function, one for each cloud whose triggers the stack registers, three for schedules, two for machines.
    expect(twoClouds.ofType('AWS::IAM::Policy')).toHaveLength(15);
    expect(twoClouds.ofType('AWS::IAM::ManagedPolicy')).toEqual([]);
  });
});
