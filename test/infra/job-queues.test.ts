import { describe, expect, test } from 'vitest';
import { arn, SynthesizedStack } from './synthesized-stack.ts';
import { twoClouds } from './two-clouds.ts';

const FOURTEEN_DAYS = 14 * 24 * 60 * 60;

function expectSecureTransport(queue: string) {
  expect(twoClouds.one(`${queue}Policy`).properties).toEqual({
    Queues: [`url of ${queue}`],
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Deny',
          Principal: { AWS: '*' },
          Action: 'sqs:*',
          Resource: arn('sqs', queue),
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    },
  });
}

test('there are three queues with a dead-letter queue each, and the set-aside queue', () => {
  expect(twoClouds.ofType('AWS::SQS::Queue')).toHaveLength(7);
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
    expectSecureTransport(`Jobs${name}${kind}`);
  });
});

test('what is set aside is kept 14 days, encrypted, and goes to no function', () => {
  expect(twoClouds.one('JobsSetAside').properties).toEqual({
    MessageRetentionPeriod: FOURTEEN_DAYS,
    SqsManagedSseEnabled: true,
  });
  expectSecureTransport('JobsSetAside');
  const sources = twoClouds.ofType('AWS::Lambda::EventSourceMapping');
  expect(sources.map(({ properties }) => properties['EventSourceArn'])).not.toContain(arn('sqs', 'JobsSetAside'));
});

test('visibility follows the configured timeouts', () => {
  const timeouts = { workerSeconds: 2, largeWorkerSeconds: 5, visibilityMarginSeconds: 1 };
  const stack = new SynthesizedStack({ clouds: { demo: {} }, timeouts });
  expect(stack.one('JobsLiveQueue').properties['VisibilityTimeout']).toBe(3);
  expect(stack.one('JobsBulkQueue').properties['VisibilityTimeout']).toBe(3);
  expect(stack.one('JobsLargeQueue').properties['VisibilityTimeout']).toBe(6);
});
