import { setTimeout as sleep } from 'node:timers/promises';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { withRootClient } from '#local/ministack/root-client-config.ts';
import { ACCOUNT } from '../local-cloud/account.ts';
import type { Stage } from '../stage.ts';
import type { Scenario } from './scenario.ts';

/** How many forgeries are in progress at a time: MiniStack runs 16 functions at once, and real uploads need room. */
const SENDERS = 4;
const PAUSE_MS = 100;

let flooding: { readonly ending: AbortController; readonly sent: Promise<readonly number[]> } | undefined;

const BODY = { notification_type: 'upload', public_id: 'forged', secure_url: 'https://example.com' };

/** Sends bodies that look like notifications, with signatures of the right form. */
async function flood({ cloud: { miniStack, outputs } }: Stage, signal: AbortSignal): Promise<readonly number[]> {
  const url = miniStack.rewriteWebhookUrl(`${outputs['ApiEndpoint']}/webhooks/${ACCOUNT.cloud_name}`);
  const statuses: number[] = [];
  const sender = async () => {
    while (!signal.aborted) {
      const timestamp = String(Math.floor(Date.now() / 1000));
      const headers = { 'X-Cld-Timestamp': timestamp, 'X-Cld-Signature': 'a'.repeat(40) };
      const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(BODY) });
      await answer.arrayBuffer();
      statuses.push(answer.status);
      await sleep(PAUSE_MS);
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
  return statuses;
}

/** All of them are refused, and real uploads continue. */
export const forgedFlood: Scenario = {
  name: 'forged-flood',
  what: 'Someone floods the webhook with forged notifications',
  alarms: ['SignatureRejections-drill'],
  break: async (stage) => {
    const ending = new AbortController();
    flooding = { ending, sent: flood(stage, ending.signal) };
  },
  repair: async ({ runbook }) => {
    await runbook.follow('signature-rejections');
    await runbook.follow('a-flood-of-forged-requests');
    // Nothing needs repair: real notifications keep coming, and the sender of the forgeries gives up.
    flooding?.ending.abort();
    const statuses = (await flooding?.sent) ?? [];
    const accepted = statuses.filter((status) => status !== 401 && status !== 429).length;
    if (statuses.length === 0 || accepted > 0)
      throw new Error(`${accepted} of ${statuses.length} forgeries were not refused`);
  },
};

/** A message that the worker does not understand is received 25 times, and then becomes a dead letter. */
export const poisonMessage: Scenario = {
  name: 'poison-message',
  what: 'Someone sends a message to the live queue that is not a job',
  alarms: ['DeadLettersLive'],
  break: async ({ cloud: { miniStack, outputs } }) => {
    const MessageBody = JSON.stringify({ job: 'paint-the-bucket', colour: 'green' });
    const command = new SendMessageCommand({ QueueUrl: outputs['LiveQueueUrl'], MessageBody });
    await withRootClient(miniStack, SQSClient, (sqs) => sqs.send(command));
  },
  repair: async ({ runbook }) => {
    await runbook.follow('dead-letters', '--dry-run');
    await runbook.follow('remove-an-unusable-message');
  },
};
