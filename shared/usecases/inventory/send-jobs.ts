import type { AssetIdentity } from '../../domain/asset/asset.ts';
import { detailsOf } from '../../domain/asset/asset-details.ts';
import { type InventoryRecord, referenceOfRecord, revisionOf } from '../../domain/inventory/inventory-record.ts';
import type { RevisionJob } from '../../domain/jobs/job.ts';
import { messagesOf } from '../../domain/jobs/queue-message.ts';
import type { RunQueues } from '../runs/run-queues.ts';

/**
 * The job that copies a listed revision.
 *
 * @param copiesUnder an identity under which its bytes are stored already
 */
export function jobOfRecord(record: InventoryRecord, copiesUnder?: AssetIdentity): RevisionJob {
  return {
    v: 1,
    job: 'revision',
    origin: 'inventory',
    cloud: record.cloud,
    at: record.listed_at,
    asset: referenceOfRecord(record),
    revision: revisionOf(record),
    details: detailsOf(record),
    ...(copiesUnder !== undefined && { copiesUnder }),
  };
}

/** Sends jobs to the bulk queue, or to the large one; resolves when all are there. */
export async function sendJobs(jobs: readonly RevisionJob[], queues: RunQueues): Promise<void> {
  const { messages } = messagesOf(jobs, 'bulk');
  for (const queue of ['bulk', 'large'] as const) {
    const bodies = messages.filter((message) => message.queue === queue).map(({ body }) => body);
    if (bodies.length > 0) await queues.send(queue, bodies);
  }
}
