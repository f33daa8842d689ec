import type { FoundProblem } from '#shared/domain/verify/found-problem.ts';
import { mendingJob } from '#shared/domain/verify/mending-job.ts';
import { awaitRoom, drainPhase, waitForQueues } from '../runs/drain.ts';
import { parseLine } from '../runs/gzip-lines.ts';
import { sendJobs } from '../runs/send-jobs.ts';
import { isMendable, readLines, type VerifyResult, type VerifyRun, type VerifyState } from './verify-state.ts';

const JOBS_AT_ONCE = 1000;

/**
 * Queues jobs for everything in a shard that has no good copy. If sending broke off, the whole shard is sent again: the
 * worker does not copy again what is stored.
 */
export async function sendJobsOfShard(run: VerifyRun, before: VerifyState): Promise<VerifyResult> {
  if (!isMendable(run, before)) return { next: 'next-phase', state: before };
  const room = await awaitRoom(run.on, before.backlog);
  if (!room.drained) return waitForQueues(before, room);
  const state = { ...before, backlog: undefined };
  const problems = (await readLines(run, '_problems', state.shard)).map(parseLine<FoundProblem>);
  const jobs = problems
    .filter(({ storedKey }) => storedKey === undefined)
    .map((problem) => mendingJob(run.cloud, problem));
  for (let first = 0; first < jobs.length; first += JOBS_AT_ONCE) {
    await sendJobs(run, jobs.slice(first, first + JOBS_AT_ONCE));
  }
  return { next: 'next-shard', state };
}

/** Waits until the jobs are done, or the queues no longer become shorter. */
export async function drain(run: VerifyRun, state: VerifyState): Promise<VerifyResult> {
  return isMendable(run, state) ? drainPhase(run, state) : { next: 'next-phase', state };
}
