import { setTimeout as sleep } from 'node:timers/promises';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { withRootClient } from '#local/ministack/root-client-config.ts';
import { ACCOUNT } from '../cloud/account.ts';
import type { Stage } from '../stage.ts';
import type { Scenario } from './scenario.ts';

/** Forgeries under way at any time: MiniStack runs 16 functions at once, and real uploads must find room as on AWS. */
const SENDERS = 4;
const PAUSE_MS = 100;

let flooding: { readonly ending: AbortController; readonly sent: Promise<readonly number[]> } | undefined;

const BODY = { notification_type: 'upload', public_id: 'forged', secure_url: 'https://example.com' };

/** Bodies that look like notifications, with signatures of the right form. */
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

/** All of them are refused, and real uploads continue beside them. */
export const forgedFlood: Scenario = {
  name: 'forged-flood',
  what: 'Somebody floods the webhook with forged notifications',
  alarms: ['SignatureRejections-drill'],
  break: async (stage) => {
    const ending = new AbortController();
    flooding = { ending, sent: flood(stage, ending.signal) };
  },
  mend: async ({ runbook }) => {
    await runbook.follow('signature-rejections');
    await runbook.follow('a-forged-flood');
    // There is nothing to mend: real notifications keep coming, and the sender of the others gives up.
    flooding?.ending.abort();
    const statuses = (await flooding?.sent) ?? [];
    const taken = statuses.filter((status) => status !== 401 && status !== 429).length;
    if (statuses.length === 0 || taken > 0)
      throw new Error(`${taken} of ${statuses.length} forgeries were not refused`);
  },
};

/** What no version of the worker understands comes back 25 times, and then lies on the dead-letter queue. */
export const poisonMessage: Scenario = {
  name: 'poison-message',
  what: 'Somebody sends a message to the live queue that is no job',
  alarms: ['DeadLettersLive'],
  break: async ({ cloud: { miniStack, outputs } }) => {
    const MessageBody = JSON.stringify({ job: 'paint-the-bucket', colour: 'green' });
    const command = new SendMessageCommand({ QueueUrl: outputs['LiveQueueUrl'], MessageBody });
    await withRootClient(miniStack, SQSClient, (sqs) => sqs.send(command));
  },
  mend: async ({ runbook }) => {
    await runbook.follow('dead-letters', '--dry-run');
    await runbook.follow('remove-a-message-that-nothing-can-mend');
  },
};
