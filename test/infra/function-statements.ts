import { arn, type Statement } from './synthesized-stack.ts';

/** The statement by which a function writes its log. */
export function writeLog(functionId: string): Statement {
  return {
    Sid: 'WriteLog',
    Effect: 'Allow',
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: arn('logs', `log-group:${functionId}Log:*`),
  };
}

/** The statement by which a function sees how a bucket is set up. */
export function inspectBucket(bucketArn: string): Statement {
  return {
    Sid: 'InspectBucket',
    Effect: 'Allow',
    Action: [
      's3:ListBucket',
      's3:GetBucketVersioning',
      's3:GetLifecycleConfiguration',
      's3:GetBucketObjectLockConfiguration',
      's3:GetBucketPolicy',
      's3:GetEncryptionConfiguration',
      's3:GetBucketPublicAccessBlock',
      's3:GetBucketOwnershipControls',
    ],
    Resource: bucketArn,
  };
}
