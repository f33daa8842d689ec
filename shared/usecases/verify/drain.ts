import { drainQueues, waitForQueues } from '../runs/drain.ts';
import { isMendable, type VerifyResult, type VerifyRun, type VerifyState } from './verify-state.ts';

/** Waits until the jobs are done, or the queues no longer get shorter. */
export async function drain(run: VerifyRun, state: VerifyState): Promise<VerifyResult> {
  if (!isMendable(run, state)) return { next: 'next-phase', state };
  const drained = await drainQueues(run.on, state.lastSentAt, state.backlog);
  if (!drained.drained) return waitForQueues(state, drained);
  if (drained.stuck) run.on.note('queues are stuck: what has not been copied by now counts as pending', {});
  return { next: 'next-phase', state };
}
