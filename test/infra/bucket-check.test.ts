import { describe, expect, test } from 'vitest';
import { functionRole, holdsFor } from './evaluate-request.ts';
import { ACCOUNT, arn, BUCKET, REGION } from './synthesized-stack.ts';
import { TWO_CLOUDS, twoClouds } from './two-clouds.ts';

const FUNCTION = arn('lambda', 'function:BucketCheckFunction');

describe('the check of the bucket', () => {
  test('runs every hour', () => {
    expect(twoClouds.one('BucketCheckSchedule').properties).toMatchObject({
      ScheduleExpression: 'rate(1 hour)',
      State: 'ENABLED',
      Target: {
        Arn: FUNCTION,
        RoleArn: `arn:aws:iam::${ACCOUNT}:role/BucketCheckScheduleRole`,
        RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 3 },
      },
    });
  });

  test('knows what the deployment made of the bucket', () => {
    const { Variables } = Object(twoClouds.one('BucketCheckFunction').properties['Environment']);
    const { BUCKET_SETTINGS, ...others } = Variables;
    expect(others).toEqual({ BUCKET_NAME: 'BackupBucket', ACCOUNT, STACK_NAME: 'CloudinaryBackup' });
    expect(JSON.parse(BUCKET_SETTINGS)).toEqual({
      bucketArn: BUCKET,
      clouds: ['demo', 'b-2_x'],
      cloudinaryGrant: 'backup',
      objectOwnership: 'BucketOwnerEnforced',
      operatorRoleArn: TWO_CLOUDS.operatorRoleArn,
      deploymentRoleArn: `arn:aws:iam::${ACCOUNT}:role/cdk-hnb659fds-cfn-exec-role-${ACCOUNT}-${REGION}`,
    });
  });
});

describe('the function that checks', () => {
  holdsFor(twoClouds, functionRole(twoClouds, 'BucketCheckFunction'), [
    ['s3:ListBucket', BUCKET, 'Allowed'],
    ['s3:GetBucketVersioning', BUCKET, 'Allowed'],
    ['s3:GetLifecycleConfiguration', BUCKET, 'Allowed'],
    ['s3:GetBucketObjectLockConfiguration', BUCKET, 'Allowed'],
    ['s3:GetBucketPolicy', BUCKET, 'Allowed'],
    ['s3:GetEncryptionConfiguration', BUCKET, 'Allowed'],
    ['s3:GetBucketPublicAccessBlock', BUCKET, 'Allowed'],
    ['s3:GetBucketOwnershipControls', BUCKET, 'Allowed'],
    ['s3:GetObject', `${BUCKET}/.wellknown/cloudinary/demo`, 'Allowed'],
    ['s3:GetObject', `${BUCKET}/.wellknown/cloudinary/other`, 'ImplicitlyDenied'],
    ['s3:GetObject', `${BUCKET}/pipeline/res/demo/x`, 'ImplicitlyDenied'],
    ['s3:GetObject', `${BUCKET}/pipeline/journal/demo/x`, 'ImplicitlyDenied'],
    ['s3:PutBucketPolicy', BUCKET, 'ImplicitlyDenied'],
    ['s3:DeleteBucketPolicy', BUCKET, 'ImplicitlyDenied'],
    ['s3:PutEncryptionConfiguration', BUCKET, 'ExplicitlyDenied'],
    ['s3:PutBucketVersioning', BUCKET, 'ExplicitlyDenied'],
    ['s3:PutObject', `${BUCKET}/.wellknown/cloudinary/demo`, 'ImplicitlyDenied'],
    ['s3:DeleteObject', `${BUCKET}/pipeline/res/demo/x`, 'ExplicitlyDenied'],
    ['s3:GetBucketPolicy', 'arn:aws:s3:::another', 'ImplicitlyDenied'],
    ['ssm:GetParameter', arn('ssm', 'parameter/cloudinary-backup/demo'), 'ImplicitlyDenied'],
  ]);
});

describe('the schedule', () => {
  test('may start the check, and nothing else', () => {
    const [policy, ...others] = twoClouds
      .ofType('AWS::IAM::Policy')
      .filter(({ properties }) => JSON.stringify(properties['Roles']) === '["BucketCheckScheduleRole"]');
    expect(others).toEqual([]);
    expect(policy?.properties['PolicyDocument']).toMatchObject({
      Statement: [{ Action: 'lambda:InvokeFunction', Effect: 'Allow', Resource: [FUNCTION, `${FUNCTION}:*`] }],
    });
    expect(twoClouds.one('BucketCheckScheduleRole').properties['AssumeRolePolicyDocument']).toMatchObject({
      Statement: [
        {
          Action: 'sts:AssumeRole',
          Principal: { Service: 'scheduler.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } },
        },
      ],
    });
  });
});
