import { describe, expect, test } from 'vitest';
import { arn, SynthesizedStack } from './synthesized-stack.ts';
import { twoClouds } from './two-clouds.ts';

const FOURTEEN_DAYS = 14 * 24 * 60 * 60;

test('there are three queues with a dead-letter queue each', () => {
  expect(twoClouds.ofType('AWS::SQS::Queue')).toHaveLength(6);
});

describe.each([
  ['Live', 360],
  ['Bulk', 360],
  ['Large', 960],
])('the queue %s', (name, visibility) => {
  test('keeps messages 14 days, encrypted, hidden while the function may run, for 25 receives', () => {
    expect(twoClouds.one(`Jobs${name}Queue`).properties).toEqual({
      MessageRetentionPeriod: FOURTEEN_DAYS,
      SqsManagedSseEnabled: true,
      VisibilityTimeout: visibility,
      RedrivePolicy: { deadLetterTargetArn: arn('sqs', `Jobs${name}DeadLetterQueue`), maxReceiveCount: 25 },
    });
  });

  test('has a dead-letter queue that keeps them as long', () => {
    expect(twoClouds.one(`Jobs${name}DeadLetterQueue`).properties).toEqual({
      MessageRetentionPeriod: FOURTEEN_DAYS,
      SqsManagedSseEnabled: true,
    });
  });

  test.each(['Queue', 'DeadLetterQueue'])('refuses unencrypted connections to its %s', (kind) => {
    expect(twoClouds.one(`Jobs${name}${kind}Policy`).properties).toEqual({
      Queues: [`url of Jobs${name}${kind}`],
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Action: 'sqs:*',
            Resource: arn('sqs', `Jobs${name}${kind}`),
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ],
      },
    });
  });
});

test('visibility follows the configured time-outs', () => {
  const timeouts = { workerSeconds: 2, largeWorkerSeconds: 5, visibilityMarginSeconds: 1 };
  const stack = new SynthesizedStack({ clouds: { demo: {} }, timeouts });
  expect(stack.one('JobsLiveQueue').properties['VisibilityTimeout']).toBe(3);
  expect(stack.one('JobsBulkQueue').properties['VisibilityTimeout']).toBe(3);
  expect(stack.one('JobsLargeQueue').properties['VisibilityTimeout']).toBe(6);
});
