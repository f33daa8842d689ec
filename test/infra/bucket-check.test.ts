import { describe, expect, test } from 'vitest';
import { ACCOUNT, BUCKET, REGION } from './synthesized-stack.ts';
import { TWO_CLOUDS, twoClouds } from './two-clouds.ts';

const FUNCTION = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:BucketCheckFunction`;

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
