import { createHash } from 'node:crypto';
import type { Credentials } from '#shared/domain/cloudinary/credentials.ts';
import { bodiesSetAside } from '#shared/usecases/webhook/bodies-set-aside.ts';
import {
  type Answer,
  type Delivery,
  type Queue,
  receiveNotification,
} from '#shared/usecases/webhook/receive-notification.ts';

const CLOUD = 'demo';
const SECRETS = ['first-not_a_real-secret', 'second-not_a_real-secret'] as const;
/** The time at which every delivery arrives. */
const NOW = new Date('2026-11-20T13:10:05Z');
const SIGNED_AT = String(NOW.getTime() / 1000 - 5);

const [calling, ...others] = SECRETS.map((apiSecret, index) => ({ apiKey: `${index}`, apiSecret }));
const credentials: Credentials = {
  calling: calling ?? { apiKey: '', apiSecret: '' },
  all: [...(calling ? [calling] : []), ...others],
  problems: [],
};

/** The result of a delivery: the answer, and the messages that were queued. */
export interface Outcome {
  readonly answer: Answer;
  readonly sent: Readonly<Record<Queue, readonly string[]>>;
}

/** A delivery as Cloudinary signs it: with one of two keys and one of two algorithms. */
export function signedDelivery(body: Uint8Array, variant: number): Delivery {
  return {
    cloud: CLOUD,
    body,
    timestamp: SIGNED_AT,
    signature: createHash(variant & 1 ? 'sha256' : 'sha1')
      .update(body)
      .update(SIGNED_AT)
      .update(SECRETS[variant & 2 ? 1 : 0])
      .digest('hex'),
    signatureV2: undefined,
    requestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
  };
}

/** Passes a delivery to the webhook's use case, with queues that record their messages. */
export async function outcomeOf(delivery: Delivery): Promise<Outcome> {
  const sent = { live: [] as string[], large: [] as string[], 'set-aside': [] as string[] };
  const answer = await receiveNotification(delivery, {
    credentialsOf: (cloud) =>
      cloud === CLOUD ? { get: async () => credentials, refresh: async () => credentials } : undefined,
    send: async (queue, bodies) => {
      sent[queue].push(...bodies);
    },
    setAsideBefore: bodiesSetAside(),
    now: () => NOW,
  });
  return { answer, sent };
}
