import { messagesOf } from '../../domain/jobs/queue-message.ts';
import { parseProblem } from '../../domain/verify/found-problem.ts';
import { mendingJob } from '../../domain/verify/mending-job.ts';
import { awaitRoom, drainQueues } from '../runs/drain.ts';
import { readLines, type VerifyPhaseWork, type VerifyRun } from './verify-run.ts';
import { enter, type VerifyState } from './verify-state.ts';

const JOBS_AT_ONCE = 1000;

/** Sends the jobs of a shard; when the last one was sent, if any was. */
async function sendShard(run: VerifyRun, shard: number): Promise<string | undefined> {
  const { queues, now, note } = run.dependencies;
  const problems = (await readLines(run, '_problems', shard)).map(parseProblem);
  const open = problems.filter(({ under }) => under === undefined);
  for (let first = 0; first < open.length; first += JOBS_AT_ONCE) {
    const jobs = open.slice(first, first + JOBS_AT_ONCE).map((problem) => mendingJob(run.cloud, problem));
    const { messages, oversized } = messagesOf(jobs, 'bulk');
    if (oversized) note('job left out: no message can hold it', { shard });
    for (const queue of ['bulk', 'large'] as const) {
      const bodies = messages.flatMap((message) => (message.queue === queue ? [message.body] : []));
      if (bodies.length > 0) await queues.send(queue, bodies);
    }
  }
  return open.length > 0 ? now().toISOString() : undefined;
}

/**
 * Sends jobs for everything without a good copy. A shard whose sending broke off is sent again: the worker finds stored
 * what is stored.
 */
export const sendJobs: VerifyPhaseWork = async (run, before) => {
  const { dependencies, started } = run;
  const room = await awaitRoom(dependencies, before.drain);
  if (!room.drained) {
    return { next: 'wait', until: room.until, because: room.because, state: { ...before, drain: room.state } };
  }
  const { drain: _drain, ...rest } = before;
  const lastSentAt = (await sendShard(run, before.shard)) ?? before.lastSentAt;
  const state: VerifyState = { ...rest, shard: before.shard + 1, ...(lastSentAt !== undefined && { lastSentAt }) };
  return { next: 'continue', state: state.shard < started.shards ? state : enter(state, 'drain') };
};

/** Waits until the jobs are done, or nothing moves any more. */
export const drainJobs: VerifyPhaseWork = async ({ dependencies }, state) => {
  const drain = await drainQueues(dependencies, state.lastSentAt, state.drain);
  if (!drain.drained) {
    return { next: 'wait', until: drain.until, because: drain.because, state: { ...state, drain: drain.state } };
  }
  if (drain.stuck) dependencies.note('queues are stuck: what has not been copied by now counts as pending', {});
  return { next: 'continue', state: enter(state, 'settle') };
};
