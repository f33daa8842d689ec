import { GetQueueAttributesCommand, type QueueAttributeName, SQSClient } from '@aws-sdk/client-sqs';
import { plural } from '#shared/domain/text/figure-text.ts';
import { runProgram } from './run-program.ts';

const STATES: QueueAttributeName[] = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'];

/** Sends a notification with a forged signature: `node local/demo/try/forge-webhook.ts`. */
await runProgram('forge-webhook.ts', process.env['WEBHOOK_URL'], async (url) => {
  const headers = { 'X-Cld-Timestamp': String(Math.floor(Date.now() / 1000)), 'X-Cld-Signature': 'a'.repeat(40) };
  const { status } = await fetch(url, { method: 'POST', headers, body: '{}' });
  const queue = { QueueUrl: process.env['LIVE_QUEUE_URL'], AttributeNames: STATES };
  const { Attributes = {} } = await new SQSClient().send(new GetQueueAttributesCommand(queue));
  const messages = STATES.reduce((sum, state) => sum + Number(Attributes[state]), 0);
  console.log(
    `${status}: ${status === 401 ? 'refused' : 'not refused'}. The live queue holds ${plural(messages, 'message')}.`,
  );
});
