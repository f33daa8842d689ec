import type { ObservedCloud } from '#local/cloudinary/observed-cloud.ts';
import { parseNotification } from '#shared/domain/cloudinary/parse-notification.ts';
import { planJobs } from '#shared/domain/jobs/plan-jobs.ts';
import { messagesOf } from '#shared/domain/jobs/queue-message.ts';
import { instantOfDate } from '#shared/domain/text/instant.ts';

/** The queue messages that the webhook makes of the uploads of a cloud, from the given one on. */
export function uploadMessages(simulated: ObservedCloud, from = 0): string[] {
  return simulated.history
    .filter(({ type }) => type === 'upload')
    .slice(from)
    .flatMap(({ at, body }) => {
      const parsed = parseNotification(Buffer.from(JSON.stringify(body)));
      if (!parsed.intelligible) throw new Error(parsed.reason);
      const { cloudName: cloud } = simulated;
      const { jobs } = planJobs(parsed.notification, { cloud, signedAt: instantOfDate(at) });
      return messagesOf(jobs).messages.map((message) => message.body);
    });
}
