import type { Job } from '../../domain/jobs/job.ts';
import type { Unrecorded } from '../../domain/journal/journal-entry.ts';

/** What a message comes to: lines for the journal, or a job that the large queue has the time for. */
export interface JobResult {
  readonly entries: readonly Unrecorded[];
  readonly forwarded?: Job;
}
