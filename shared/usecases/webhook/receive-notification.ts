import type { Credentials } from '#shared/domain/cloudinary/credentials.ts';
import { parseNotification } from '#shared/domain/cloudinary/parse-notification.ts';
import { type SignatureCheck, type SignatureRejection, verifySignature } from '#shared/domain/cloudinary/signature.ts';
import { planJobs } from '#shared/domain/jobs/plan-jobs.ts';
import { messagesOf } from '#shared/domain/jobs/queue-message.ts';
import { setAsideMessages } from '#shared/domain/jobs/set-aside-messages.ts';
import { instantOfDate, instantOfSeconds } from '#shared/domain/text/instant.ts';
import { type SendMessages, sendToQueues } from '../send-messages.ts';
import type { BodiesSetAside } from './bodies-set-aside.ts';
import type { CredentialCache } from './credential-cache.ts';

/** The largest body that is accepted, in bytes. */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** More than the largest body's bulk deletion needs, and no more than can be sent while Cloudinary waits. */
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

export type Queue = 'live' | 'large' | 'set-aside';

/** Everything that a delivery needs from outside. */
export interface WebhookDependencies {
  /** `undefined` for a cloud that is not configured. */
  credentialsOf(cloud: string): CredentialCache | undefined;
  readonly send: SendMessages<Queue>;
  /** The senseless bodies that were set aside before. */
  readonly setAsideBefore: BodiesSetAside;
  now(): Date;
}

/** A signed body that was accepted: queued, ignored, or set aside because it is unintelligible. */
export const ACCEPTED_VERDICTS = ['queued', 'ignored', 'set-aside', 'senseless'] as const;

/** The outcome of a delivery: few values, so that a metric can use it as a dimension. */
export type Verdict = (typeof ACCEPTED_VERDICTS)[number] | 'unknown-cloud' | 'too-large' | 'rejected';

export interface Answer {
  readonly status: 200 | 400 | 401 | 404 | 413;
  readonly verdict: Verdict;
  readonly rejection?: SignatureRejection;
  readonly notificationType?: string;
  /** Messages queued. */
  readonly messages?: number;
  /** Why it was ignored, refused or set aside, in words for readers of Cloudinary's notification log. */
  readonly reason?: string;
}

/** A missing or malformed header is no signature at all, hence 400. */
const REFUSALS: Readonly<Record<SignatureRejection, readonly [status: 400 | 401, reason: string]>> = {
  'missing-timestamp': [400, 'the header X-Cld-Timestamp is missing: is this a notification from Cloudinary?'],
  'malformed-timestamp': [400, 'the header X-Cld-Timestamp is not a UNIX time in seconds'],
  'missing-signature': [400, 'the header X-Cld-Signature is missing: is this a notification from Cloudinary?'],
  'malformed-signature': [400, 'the header X-Cld-Signature is neither a SHA-1 nor a SHA-256 in hex'],
  'eddsa-only': [
    401,
    'the only signature is EdDSA, whose key is unpublished: set the trigger to legacy_hmac or default',
  ],
  'too-old': [401, 'signed more than two hours ago'],
  'from-the-future': [401, 'signed more than five minutes ahead of our clock'],
  'no-secret': [401, 'no secret is stored that signatures could be checked with'],
  mismatch: [401, 'the signature matches none of the stored secrets: is the signing key among them?'],
};

function refused(rejection: SignatureRejection): Answer {
  const [status, reason] = REFUSALS[rejection];
  return { status, verdict: 'rejected', rejection, reason };
}

function secretsOf(credentials: Credentials): readonly string[] {
  return credentials.all.map(({ apiSecret }) => apiSecret);
}

/** Checks the signature. If no secret matches, they are read again once: the key may just have been rotated. */
async function verify(
  delivery: Delivery,
  credentials: CredentialCache,
  now: WebhookDependencies['now'],
): Promise<SignatureCheck> {
  const check = verifySignature(delivery, secretsOf(await credentials.get()), now());
  if (check.valid || check.rejection !== 'mismatch') return check;
  const renewed = await credentials.refresh();
  return renewed === undefined ? check : verifySignature(delivery, secretsOf(renewed), now());
}

/**
 * Receives one delivery: checks it, and queues the jobs that it asks for. Cloudinary gives up after three retries, so
 * every validly signed body is kept, and only one that could not be kept is an error.
 *
 * @throws when the secrets cannot be read or a queue does not accept a message: the delivery must then be retried
 *
 * Source: https://cloudinary.com/documentation/notifications
 */
export async function receiveNotification(delivery: Delivery, dependencies: WebhookDependencies): Promise<Answer> {
  const { cloud, body, requestId } = delivery;
  const { credentialsOf, now, send, setAsideBefore } = dependencies;
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
  const check = await verify(delivery, credentials, now);
  if (!check.valid) return refused(check.rejection);

  const signedAt = instantOfSeconds(check.signedAtSeconds);
  const setAside = async (reason: string): Promise<Answer> => {
    const about = { cloud, received_at: instantOfDate(now()), signed_at: signedAt, request_id: requestId, reason };
    await send('set-aside', setAsideMessages(body, about));
    return { status: 200, verdict: 'set-aside', reason };
  };
  const parsed = parseNotification(body);
  if (!parsed.intelligible && !parsed.senseless) return setAside(parsed.reason);
  if (!parsed.intelligible) {
    const { reason } = parsed;
    // Identical ones come in floods: anyone who sees one signature can send them until it is too old.
    if (!setAsideBefore.has(cloud, body)) {
      await setAside(reason);
      setAsideBefore.add(cloud, body);
    }
    return { status: 200, verdict: 'senseless', reason };
  }

  const { notification, faults } = parsed;
  const notificationType = 'named' in notification ? notification.named : notification.notification_type;
  const plan = planJobs(notification, { cloud, signedAt });
  if ('ignored' in plan) return { status: 200, verdict: 'ignored', notificationType, reason: plan.ignored };

  const { messages, oversized } = messagesOf(plan.jobs);
  if (messages.length > MAX_MESSAGES) {
    return { ...(await setAside(`it needs more than ${MAX_MESSAGES} messages`)), notificationType };
  }
  await sendToQueues(messages, send);
  const left = oversized ? 'a part of it is too long for a message' : faults;
  if (left !== undefined) return { ...(await setAside(left)), notificationType, messages: messages.length };
  return { status: 200, verdict: 'queued', notificationType, messages: messages.length };
}
