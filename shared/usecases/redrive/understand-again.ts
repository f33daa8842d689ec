import { parseNotification } from '../../domain/cloudinary/parse-notification.ts';
import { planJobs } from '../../domain/jobs/plan-jobs.ts';
import { messagesOf } from '../../domain/jobs/queue-message.ts';
import type { Instant } from '../../domain/text/instant.ts';
import type { Verdict } from './dead-letter.ts';

/** A body that the webhook set aside, whole again. */
export interface SetAsideBody {
  readonly cloud: string;
  readonly signedAt: Instant;
  readonly body: Uint8Array;
}

/**
 * Reads a body anew that the webhook could not make sense of at its time, and plans it as the webhook would today. Its
 * signature was checked when it came in. The webhook's limit on messages does not hold here: Cloudinary does not wait.
 */
export function understandAgain({ cloud, signedAt, body }: SetAsideBody): Verdict {
  const parsed = parseNotification(body);
  if (!parsed.intelligible) return { outcome: 'kept', resent: [], reason: `still unintelligible: ${parsed.reason}` };
  const plan = planJobs(parsed.notification, { cloud, signedAt });
  if ('ignored' in plan) return { outcome: 'settled', resent: [], reason: plan.ignored };
  const { messages, oversized } = messagesOf(plan.jobs);
  const resent = messages.map(({ queue, body }) => ({ lane: queue, body }));
  if (!oversized) return { outcome: 'moved', resent };
  return { outcome: 'kept', resent, reason: 'a part of it is longer than a message may be; the rest is sent' };
}
