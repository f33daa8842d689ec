import { describe } from 'vitest';
import { functionRole, holdsFor, type Row } from './evaluate-request.ts';
import { arn, BUCKET } from './synthesized-stack.ts';
import { twoClouds } from './two-clouds.ts';

function queue(name: string) {
  return arn('sqs', `Jobs${name}`);
}
function parameter(name: string) {
  return arn('ssm', `parameter/${name}`);
}
function machine(name: string) {
  return arn('states', `stateMachine:CloudinaryBackup-${name}`);
}
function execution(name: string) {
  return arn('states', `execution:CloudinaryBackup-${name}:id`);
}
function key(name: string) {
  return `${BUCKET}/${name}`;
}
const ONCE = { 's3:ObjectCreationOperation': 'true', 's3:if-none-match': '*' };

function may(functionId: string, rows: readonly Row[]) {
  holdsFor(twoClouds, functionRole(twoClouds, functionId), rows);
}

describe('the webhook function', () => {
  may('NotificationsWebhook', [
    ['sqs:SendMessage', queue('LiveQueue'), 'Allowed'],
    ['sqs:SendMessage', queue('LargeQueue'), 'Allowed'],
    ['sqs:SendMessage', queue('LiveDeadLetterQueue'), 'Allowed'],
    ['sqs:SendMessage', queue('BulkQueue'), 'ImplicitlyDenied'],
    ['sqs:SendMessage', queue('LargeDeadLetterQueue'), 'ImplicitlyDenied'],
    ['sqs:ReceiveMessage', queue('LiveQueue'), 'ImplicitlyDenied'],
    ['sqs:DeleteMessage', queue('LiveDeadLetterQueue'), 'ImplicitlyDenied'],
    ['sqs:PurgeQueue', queue('LiveQueue'), 'ImplicitlyDenied'],
    ['ssm:GetParameter', parameter('cloudinary-backup/demo'), 'Allowed'],
    ['ssm:GetParameter', parameter('team/other'), 'Allowed'],
    ['ssm:GetParameter', parameter('cloudinary-backup/demo2'), 'ImplicitlyDenied'],
    ['ssm:PutParameter', parameter('cloudinary-backup/demo'), 'ImplicitlyDenied'],
    ['s3:GetObject', key('pipeline/res/demo/x'), 'ImplicitlyDenied'],
    ['s3:PutObject', key('pipeline/res/demo/x'), 'ImplicitlyDenied', ONCE],
    ['s3:ListBucket', BUCKET, 'ImplicitlyDenied'],
  ]);
});

describe('the worker', () => {
  may('RevisionsWorker', [
    ['s3:ListBucket', BUCKET, 'Allowed'],
    ['s3:GetObject', key('pipeline/res/demo/x'), 'Allowed'],
    ['s3:GetObject', key('pipeline/journal/b-2_x/x'), 'Allowed'],
    ['s3:GetObject', key('res/demo/x'), 'Allowed'],
    ['s3:GetObject', key('res/b-2_x/x'), 'ImplicitlyDenied'],
    ['s3:GetObject', key('pipeline/res/demo2/x'), 'ImplicitlyDenied'],
    ['s3:PutObject', key('pipeline/res/b-2_x/x'), 'Allowed', ONCE],
    ['s3:PutObject', key('pipeline/res/other/x'), 'ImplicitlyDenied', ONCE],
    ['s3:PutObject', key('pipeline/inventory/demo/x'), 'ImplicitlyDenied', ONCE],
    ['s3:PutObject', key('res/demo/x'), 'ImplicitlyDenied', ONCE],
    ['s3:PutObject', key('.wellknown/cloudinary/demo'), 'ImplicitlyDenied', ONCE],
    ['s3:DeleteObject', key('res/demo/x'), 'ImplicitlyDenied'],
    ['s3:PutBucketPolicy', BUCKET, 'ImplicitlyDenied'],
    ['sqs:ReceiveMessage', queue('LiveQueue'), 'Allowed'],
    ['sqs:ChangeMessageVisibility', queue('BulkQueue'), 'Allowed'],
    ['sqs:ReceiveMessage', queue('LargeQueue'), 'ImplicitlyDenied'],
    ['sqs:SendMessage', queue('LargeQueue'), 'Allowed'],
    ['sqs:SendMessage', queue('LiveQueue'), 'ImplicitlyDenied'],
    ['sqs:ReceiveMessage', queue('LiveDeadLetterQueue'), 'ImplicitlyDenied'],
    ['ssm:GetParameter', parameter('team/other'), 'Allowed'],
    ['ssm:GetParameter', parameter('team/another'), 'ImplicitlyDenied'],
  ]);
});

describe('the large worker', () => {
  may('RevisionsLargeWorker', [
    ['sqs:ReceiveMessage', queue('LargeQueue'), 'Allowed'],
    ['sqs:ReceiveMessage', queue('LiveQueue'), 'ImplicitlyDenied'],
    ['s3:PutObject', key('pipeline/res/demo/x'), 'Allowed', ONCE],
    ['s3:AbortMultipartUpload', key('pipeline/res/demo/x'), 'Allowed'],
    ['s3:AbortMultipartUpload', key('pipeline/res/other/x'), 'ImplicitlyDenied'],
  ]);
});

describe('the trigger registration', () => {
  may('TriggersFunction', [
    ['ssm:GetParameter', parameter('cloudinary-backup/demo'), 'Allowed'],
    ['ssm:GetParameter', parameter('team/other'), 'ImplicitlyDenied'],
    ['sqs:SendMessage', queue('LiveQueue'), 'ImplicitlyDenied'],
    ['s3:GetObject', key('pipeline/res/demo/x'), 'ImplicitlyDenied'],
  ]);
});

describe('the marker function', () => {
  may('MarkersFunction', [
    ['s3:PutObject', key('.wellknown/cloudinary/demo'), 'Allowed', { 's3:ObjectCreationOperation': 'true' }],
    ['s3:PutObject', key('pipeline/res/demo/x'), 'ImplicitlyDenied', ONCE],
    ['s3:PutObject', key('res/demo/x'), 'ImplicitlyDenied', ONCE],
    ['s3:DeleteObject', key('.wellknown/cloudinary/demo'), 'ImplicitlyDenied'],
    ['ssm:GetParameter', parameter('cloudinary-backup/demo'), 'ImplicitlyDenied'],
  ]);
});

describe('the inventory function', () => {
  may('InventoryFunction', [
    ['s3:ListBucket', BUCKET, 'Allowed'],
    ['s3:ListBucketMultipartUploads', BUCKET, 'Allowed'],
    ['s3:GetObject', key('pipeline/res/demo/x'), 'Allowed'],
    ['s3:GetObject', key('pipeline/journal/b-2_x/x'), 'Allowed'],
    ['s3:GetObject', key('pipeline/inventory/demo/x'), 'Allowed'],
    ['s3:GetObject', key('pipeline/reports/demo/x'), 'Allowed'],
    ['s3:GetObject', key('pipeline/res/demo2/x'), 'ImplicitlyDenied'],
    ['s3:GetObject', key('res/demo/x'), 'ImplicitlyDenied'],
    ['s3:PutObject', key('pipeline/inventory/demo/x'), 'Allowed', ONCE],
    ['s3:PutObject', key('pipeline/journal/demo/x'), 'Allowed', ONCE],
    ['s3:PutObject', key('pipeline/reports/b-2_x/x'), 'Allowed', ONCE],
    ['s3:PutObject', key('pipeline/inventory/demo/x'), 'ExplicitlyDenied', { 's3:ObjectCreationOperation': 'true' }],
    ['s3:PutObject', key('pipeline/res/demo/x'), 'ImplicitlyDenied', ONCE],
    ['s3:PutObject', key('pipeline/inventory/other/x'), 'ImplicitlyDenied', ONCE],
    ['s3:PutObject', key('.wellknown/cloudinary/demo'), 'ImplicitlyDenied', ONCE],
    ['s3:AbortMultipartUpload', key('pipeline/res/demo/x'), 'Allowed'],
    ['s3:AbortMultipartUpload', key('pipeline/res/other/x'), 'ImplicitlyDenied'],
    ['s3:AbortMultipartUpload', key('res/demo/x'), 'ImplicitlyDenied'],
    ['s3:DeleteObject', key('pipeline/inventory/demo/x'), 'ExplicitlyDenied'],
    ['sqs:SendMessage', queue('BulkQueue'), 'Allowed'],
    ['sqs:GetQueueAttributes', queue('LargeQueue'), 'Allowed'],
    ['sqs:SendMessage', queue('LiveQueue'), 'ImplicitlyDenied'],
    ['sqs:ReceiveMessage', queue('BulkQueue'), 'ImplicitlyDenied'],
    ['states:DescribeExecution', execution('Inventory'), 'Allowed'],
    ['states:DescribeExecution', execution('Verify'), 'ImplicitlyDenied'],
    ['states:DescribeExecution', execution('Inventory2'), 'ImplicitlyDenied'],
    ['states:StartExecution', machine('Inventory'), 'ImplicitlyDenied'],
    ['states:StopExecution', execution('Inventory'), 'ImplicitlyDenied'],
    ['sns:Publish', arn('sns', 'AlarmsTopic'), 'Allowed'],
    ['sns:Publish', arn('sns', 'Another'), 'ImplicitlyDenied'],
    ['ssm:GetParameter', parameter('team/other'), 'Allowed'],
    ['ssm:GetParameter', parameter('team/another'), 'ImplicitlyDenied'],
  ]);
});

describe('the verify function', () => {
  may('VerifyFunction', [
    ['s3:ListBucket', BUCKET, 'Allowed'],
    ['s3:GetObject', key('pipeline/res/demo/x'), 'Allowed'],
    ['s3:GetObject', key('pipeline/inventory/b-2_x/x'), 'Allowed'],
    ['s3:GetObject', key('pipeline/res/other/x'), 'ImplicitlyDenied'],
    ['s3:PutObject', key('pipeline/reports/demo/x'), 'Allowed', ONCE],
    ['s3:PutObject', key('pipeline/journal/demo/x'), 'ImplicitlyDenied', ONCE],
    ['s3:PutObject', key('pipeline/inventory/demo/x'), 'ImplicitlyDenied', ONCE],
    ['s3:PutObject', key('pipeline/res/demo/x'), 'ImplicitlyDenied', ONCE],
    ['s3:AbortMultipartUpload', key('pipeline/res/demo/x'), 'ImplicitlyDenied'],
    ['s3:DeleteObject', key('pipeline/res/demo/x'), 'ExplicitlyDenied'],
    ['sqs:SendMessage', queue('BulkQueue'), 'Allowed'],
    ['sqs:SendMessage', queue('LargeQueue'), 'Allowed'],
    ['sqs:GetQueueAttributes', queue('BulkQueue'), 'Allowed'],
    ['sqs:SendMessage', queue('LiveQueue'), 'ImplicitlyDenied'],
    ['states:DescribeExecution', execution('Verify'), 'Allowed'],
    ['states:DescribeExecution', execution('Inventory'), 'ImplicitlyDenied'],
    ['sns:Publish', arn('sns', 'AlarmsTopic'), 'ImplicitlyDenied'],
    ['ssm:GetParameter', parameter('cloudinary-backup/demo'), 'ImplicitlyDenied'],
  ]);
});

describe('the check of triggers', () => {
  may('InventoryTriggerCheck', [
    ['ssm:GetParameter', parameter('cloudinary-backup/demo'), 'Allowed'],
    ['ssm:GetParameter', parameter('team/other'), 'ImplicitlyDenied'],
    ['s3:GetObject', key('pipeline/res/demo/x'), 'ImplicitlyDenied'],
  ]);
});
