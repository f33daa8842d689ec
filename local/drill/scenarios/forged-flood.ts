import { setTimeout as sleep } from 'node:timers/promises';
import { ACCOUNT } from '../cloud/account.ts';
import type { Stage } from '../stage.ts';
import type { Scenario } from './scenario.ts';

/** Forgeries under way at any time: MiniStack runs 16 functions at once, and real uploads must find room as on AWS. */
const SENDERS = 4;
const PAUSE_MS = 100;

const floods = new WeakMap<Stage, { readonly ending: AbortController; readonly sent: Promise<readonly number[]> }>();

/** Bodies that look like notifications, with signatures of the right form. */
async function flood({ cloud: { miniStack, outputs } }: Stage, signal: AbortSignal): Promise<readonly number[]> {
  const url = miniStack.rewriteWebhookUrl(`${outputs['ApiEndpoint']}/webhooks/${ACCOUNT.cloud_name}`);
  const statuses: number[] = [];
  const sender = async () => {
    while (!signal.aborted) {
      const headers = {
        'X-Cld-Timestamp': String(Math.floor(Date.now() / 1000)),
        'X-Cld-Signature': 'a'.repeat(40),
      };
      const body = JSON.stringify({
        notification_type: 'upload',
        public_id: 'forged',
        secure_url: 'https://example.com',
      });
      const answer = await fetch(url, { method: 'POST', headers, body });
      await answer.arrayBuffer();
      statuses.push(answer.status);
      await sleep(PAUSE_MS);
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
  return statuses;
}

/** All of them are refused, and real uploads go on beside them. */
export const forgedFlood: Scenario = {
  name: 'forged-flood',
  what: 'Somebody floods the webhook with forged notifications',
  alarms: ['SignatureRejections-drill'],
  break: async (stage) => {
    const ending = new AbortController();
    floods.set(stage, { ending, sent: flood(stage, ending.signal) });
  },
  mend: async (stage) => {
    await stage.runbook.follow('signature-rejections');
    await stage.runbook.follow('a-forged-flood');
    // Nothing is to be mended: real notifications go on, and whoever sends the others gives up.
    const running = floods.get(stage);
    running?.ending.abort();
    const statuses = (await running?.sent) ?? [];
    const taken = statuses.filter((status) => status !== 401 && status !== 429).length;
    if (statuses.length === 0 || taken > 0)
      throw new Error(`${taken} of ${statuses.length} forgeries were not refused`);
  },
};
