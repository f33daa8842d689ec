import type { Credentials } from '#shared/domain/cloudinary/credentials.ts';
import { parseNotification } from '#shared/domain/cloudinary/parse-notification.ts';
import {
  type SignatureRejection,
  type SignatureVerdict,
  verifySignature,
} from '#shared/domain/cloudinary/signature.ts';
import { deadLetters } from '#shared/domain/jobs/dead-letter.ts';
import { planJobs } from '#shared/domain/jobs/plan-jobs.ts';
import { messagesOf } from '#shared/domain/jobs/queue-message.ts';
import { instantOfDate, instantOfSeconds } from '#shared/domain/text/instant.ts';
import { type SendMessages, sendToQueues } from '../send-messages.ts';
import type { CredentialCache } from './credential-cache.ts';

/** The largest body that is looked at, in bytes. */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** More than a bulk deletion of the largest body asks for, and no more than can be sent while Cloudinary waits. */
const MAX_MESSAGES = 1000;

/** A delivery as the API received it. */
export interface Delivery {
  readonly cloud: string;
  readonly body: Uint8Array;
  readonly timestamp: string | undefined;
  readonly signature: string | undefined;
  readonly signatureV2: string | undefined;
  readonly requestId: string;
}

export type Queue = 'live' | 'large' | 'dead-letter';

/** Everything that a delivery needs from outside. */
export interface WebhookDependencies {
  /** `undefined` for a cloud that is not configured. */
  credentialsOf(cloud: string): CredentialCache | undefined;
  readonly send: SendMessages<Queue>;
  now(): Date;
}

/** What became of a delivery; bounded, fit for a metric's dimension. */
export type Verdict = 'queued' | 'ignored' | 'dead-lettered' | 'unknown-cloud' | 'too-large' | 'rejected';

export interface Answer {
  readonly status: 200 | 400 | 401 | 404 | 413;
  readonly verdict: Verdict;
  readonly rejection?: SignatureRejection;
  readonly notificationType?: string;
  /** Messages queued. */
  readonly messages?: number;
  /** Why it was ignored, refused or set aside, in words for whoever reads Cloudinary's notification log. */
  readonly reason?: string;
}

/** A header that is missing or malformed is no signature at all. */
const REFUSALS: Readonly<Record<SignatureRejection, readonly [status: 400 | 401, reason: string]>> = {
  'missing-timestamp': [400, 'the header X-Cld-Timestamp is missing: is this a notification of Cloudinary?'],
  'malformed-timestamp': [400, 'the header X-Cld-Timestamp is no UNIX time in seconds'],
  'missing-signature': [400, 'the header X-Cld-Signature is missing: is this a notification of Cloudinary?'],
  'malformed-signature': [400, 'the header X-Cld-Signature is neither a SHA-1 nor a SHA-256 in hex'],
  'eddsa-only': [
    401,
    'only an EdDSA signature came along, whose key is unpublished: set the trigger to legacy_hmac or default',
  ],
  'too-old': [401, 'signed more than two hours ago'],
  'from-the-future': [401, 'signed more than five minutes ahead of our clock'],
  'no-secret': [401, 'no secret is stored to check signatures with'],
  mismatch: [401, 'the signature matches none of the stored secrets: is the key that signs among them?'],
};

function refused(rejection: SignatureRejection): Answer {
  const [status, reason] = REFUSALS[rejection];
  return { status, verdict: 'rejected', rejection, reason };
}

function secretsOf(credentials: Credentials): readonly string[] {
  return credentials.all.map(({ apiSecret }) => apiSecret);
}

/** Checks the signature; secrets that do not match are read anew once, as the key may just have been rotated. */
async function verify(
  delivery: Delivery,
  credentials: CredentialCache,
  now: WebhookDependencies['now'],
): Promise<SignatureVerdict> {
  const verdict = verifySignature(delivery, secretsOf(await credentials.get()), now());
  if (verdict.valid || verdict.rejection !== 'mismatch') return verdict;
  const renewed = await credentials.refresh();
  return renewed === undefined ? verdict : verifySignature(delivery, secretsOf(renewed), now());
}

/**
 * Takes one delivery: checks it, and queues what it asks for. Cloudinary gives up after three retries, so that whatever
 * is validly signed is kept, and only what could not be kept is an error.
 *
 * @throws when the secrets cannot be read or a queue did not take a message: the delivery must then be retried
 *
 * Source: https://cloudinary.com/documentation/notifications
 */
export async function receiveNotification(delivery: Delivery, dependencies: WebhookDependencies): Promise<Answer> {
  const { cloud, body, requestId } = delivery;
  const { credentialsOf, now, send } = dependencies;
  const credentials = credentialsOf(cloud);
  if (credentials === undefined) {
    return {
      status: 404,
      verdict: 'unknown-cloud',
      reason: 'no such cloud is configured; cloud names are case-sensitive',
    };
  }
  if (body.length > MAX_BODY_BYTES) {
    return { status: 413, verdict: 'too-large', reason: `the body has more than ${MAX_BODY_BYTES} bytes` };
  }
  const verdict = await verify(delivery, credentials, now);
  if (!verdict.valid) return refused(verdict.rejection);

  const signedAt = instantOfSeconds(verdict.signedAtSeconds);
  const setAside = async (reason: string): Promise<Answer> => {
    const about = { cloud, received_at: instantOfDate(now()), signed_at: signedAt, request_id: requestId, reason };
    await send('dead-letter', deadLetters(body, about));
    return { status: 200, verdict: 'dead-lettered', reason };
  };
  const parsed = parseNotification(body);
  if (!parsed.intelligible) return setAside(parsed.reason);

  const { notification } = parsed;
  const notificationType =
    notification.notification_type === 'opaque' ? notification.named : notification.notification_type;
  const plan = planJobs(notification, { cloud, signedAt });
  if ('ignored' in plan) return { status: 200, verdict: 'ignored', notificationType, reason: plan.ignored };

  const { messages, oversized } = messagesOf(plan.jobs);
  if (messages.length > MAX_MESSAGES) {
    return { ...(await setAside(`it asks for more than ${MAX_MESSAGES} messages`)), notificationType };
  }
  await sendToQueues(messages, send);
  if (oversized) return { ...(await setAside('a part of it is longer than a message may be')), notificationType };
  return { status: 200, verdict: 'queued', notificationType, messages: messages.length };
}
