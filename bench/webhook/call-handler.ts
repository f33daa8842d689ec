import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { Context } from 'aws-lambda';
import { functionEnvironment } from '../bundles/function-environment.ts';
import { notificationEvent } from './notification-event.ts';

/**
 * Entry point: calls the deployed webhook handler many times, one call after the other, and tells its caller over IPC
 * what CPU each call took. SQS and SSM answer at once, without HTTP: what is measured is the function's own work, its
 * log lines included.
 */
const CALLS = Number(process.argv[2] ?? 2_000);
const WARM_UP_CALLS = 300;
const CLOUD = 'bench';
const SECRET = 'bench-secret';

let queued = 0;
SQSClient.prototype.send = async (command: object) => {
  const entries = command instanceof SendMessageBatchCommand ? (command.input.Entries ?? []) : [];
  queued += entries.length;
  return { Successful: entries.map(({ Id }) => ({ Id })) };
};
SSMClient.prototype.send = async () => ({ Parameter: { Value: `cloudinary://412233445566778:${SECRET}@${CLOUD}` } });
Object.assign(process.env, functionEnvironment);
const { handler } = await import('../../functions/webhook/handler.ts');

// The handler reads nothing of it but what logging adds.
const context = { awsRequestId: 'bench', functionName: 'webhook', getRemainingTimeInMillis: () => 10_000 } as Context;
const cpuMs: number[] = [];
for (let call = 0; call < WARM_UP_CALLS + CALLS; call += 1) {
  const event = notificationEvent(call, CLOUD, SECRET);
  const before = process.cpuUsage();
  const answer = await handler(event, context);
  const { user, system } = process.cpuUsage(before);
  if (answer.statusCode !== 200) throw new Error(`the handler answered ${answer.statusCode}: ${answer.body}`);
  if (call >= WARM_UP_CALLS) cpuMs.push((user + system) / 1000);
}
if (queued !== WARM_UP_CALLS + CALLS) throw new Error(`${queued} messages queued`);
process.send?.(cpuMs);
