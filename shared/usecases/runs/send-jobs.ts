import type { Job } from '#shared/domain/jobs/job.ts';
import { messagesOf } from '#shared/domain/jobs/queue-message.ts';
import { sendToQueues } from '../send-messages.ts';
import type { Run } from './run.ts';

/**
 * Sends jobs to the bulk or the large queue; resolves when all are on their queue. A job that no message can hold is
 * logged and left out.
 *
 * @returns the jobs that were sent
 */
export async function sendJobs<Sent extends Job>(
  { cloud, on }: Pick<Run, 'cloud' | 'on'>,
  jobs: readonly Sent[],
): Promise<readonly Sent[]> {
  const encoded = jobs.map((job) => ({ job, ...messagesOf([job], 'bulk') }));
  for (const { job, oversized } of encoded) {
    if (oversized) on.note('a job was not queued: it is too large for a message', { cloud, ...nameOf(job) });
  }
  const messages = encoded.flatMap(({ messages }) => messages);
  await sendToQueues(messages, (queue, bodies) => on.queues.send(queue, bodies));
  return encoded.filter(({ oversized }) => !oversized).map(({ job }) => job);
}

/** What identifies a job in the log, where its whole text would not fit either. */
function nameOf(job: Job): Readonly<Record<string, unknown>> {
  return { job: job.job, at: job.at, ...('asset' in job && { asset_id: job.asset.asset_id }) };
}
