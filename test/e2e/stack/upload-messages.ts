import type { Environment } from '#local/cloudinary/environment.ts';
import { parseNotification } from '#shared/domain/cloudinary/parse-notification.ts';
import { planJobs } from '#shared/domain/jobs/plan-jobs.ts';
import { messagesOf } from '#shared/domain/jobs/queue-message.ts';
import { instantOfDate } from '#shared/domain/text/instant.ts';

/** The queue messages that the webhook makes of the uploads of a product environment, from the given one on. */
export function uploadMessages(environment: Environment, from = 0): string[] {
  return environment.history
    .filter(({ type }) => type === 'upload')
    .slice(from)
    .flatMap(({ at, body }) => {
      const parsed = parseNotification(Buffer.from(JSON.stringify(body)));
      if (!parsed.intelligible) throw new Error(parsed.reason);
      const { cloudName: cloud } = environment;
      const { jobs } = planJobs(parsed.notification, { cloud, signedAt: instantOfDate(at) });
      return messagesOf(jobs).messages.map((message) => message.body);
    });
}
