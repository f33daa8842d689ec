import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Context } from 'aws-lambda';
import { expect, inject } from 'vitest';
import { useMiniStack } from '../adapters/aws/mini-stack-clients.ts';
import { lambdaContext } from './lambda-context.ts';

/** A bucket and queues on MiniStack, and the environment variables of the functions of every kind of run. */
export async function runFunctionRig(name: string) {
  Object.assign(process.env, inject('awsEnvironment'));
  const client = await useMiniStack(inject('awsEnvironment'));
  const s3 = new S3Client({ ...client, forcePathStyle: true });
  const sqs = new SQSClient(client);
  const queue = async (kind: string) =>
    (await sqs.send(new CreateQueueCommand({ QueueName: `${name}-${kind}` }))).QueueUrl ?? '';
  const bulk = await queue('bulk');
  await s3.send(new CreateBucketCommand({ Bucket: name }));
  Object.assign(process.env, {
    BUCKET_NAME: name,
    BULK_QUEUE_URL: bulk,
    LARGE_QUEUE_URL: await queue('large'),
    BULK_BACKLOG_LIMIT: '100',
    LARGE_BACKLOG_LIMIT: '10',
    QUEUE_LAG_SECONDS: '0',
  });
  return { client, s3, sqs, queue, bulk };
}

type Handler = (event: unknown, context: Context) => Promise<unknown>;

/** What a state machine sends to a function at the first step of a run. */
export function stepEvent(input: object, rest: object = {}) {
  const arn = 'arn:aws:states:us-east-1:000000000000:execution:runs:id';
  return { execution: { arn, startedAt: '2026-11-22T02:30:00Z' }, input, retries: 0, checks: {}, last: {}, ...rest };
}

/**
 * Takes a run from step to step until it is done, and returns how it ended. Waits take no time.
 *
 * @param betweenSteps gets what a step returned, and returns what the next step gets
 */
export async function wholeRun(
  handler: Handler,
  event: object,
  betweenSteps = async (last: unknown): Promise<unknown> => last,
) {
  let last: unknown = {};
  for (let steps = 0; steps < 30; steps += 1) {
    last = await handler({ ...event, last }, lambdaContext());
    if (!(last instanceof Object) || !('next' in last) || last.next === 'done') break;
    last = await betweenSteps(last);
  }
  return last;
}

/** Expects an event to fail permanently, with a result that the state machine knows. */
export async function expectPermanentFailure(handler: Handler, event: object, reason: RegExp) {
  expect(await handler(event, lambdaContext())).toEqual({
    next: 'failed',
    error: 'invalid-configuration',
    reason: expect.stringMatching(reason),
  });
}
