import { describe, expect, test } from 'vitest';
import { ACCOUNT, REGION } from './synthesized-stack.ts';
import { twoClouds } from './two-clouds.ts';

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
