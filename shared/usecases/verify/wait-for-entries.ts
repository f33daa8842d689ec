import type { VerifyResult, VerifyRun, VerifyState } from './verify-state.ts';

/** As long as the large worker may run, and a minute more: see `functions/worker`. In seconds. */
const WAIT_SECONDS = 960;

/**
 * If objects were listed that nothing had recorded, waits until the worker that wrote them must have written the
 * journal too. Objects that are still unrecorded then stay so, unless their message comes back.
 */
export async function waitForEntries({ on }: VerifyRun, state: VerifyState): Promise<VerifyResult> {
  const { now, waitSeconds = WAIT_SECONDS } = on;
  // Once is enough, whatever the clocks say: the waiting state no longer has `listedUntil`.
  const { listedUntil = '', ...waited } = state;
  const { unrecorded } = state.counts;
  const until = new Date(Date.parse(listedUntil) + waitSeconds * 1000);
  if (unrecorded === 0 || !(until > now())) return { next: 'next-phase', state };
  return {
    next: 'wait',
    until: until.toISOString(),
    because: `${unrecorded} objects are not in the journal yet`,
    state: waited,
  };
}
