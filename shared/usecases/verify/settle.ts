import type { VerifyResult, VerifyRun, VerifyState } from './verify-state.ts';

/** As long as the large worker may work, and a minute: see `functions/worker`. In seconds. */
const SETTLE_SECONDS = 960;

/**
 * Where objects were listed that nothing had recorded, waits until whatever wrote them must have written the journal too:
 * what is still unrecorded then stays so, or until its message comes back.
 */
export async function settle({ on }: VerifyRun, state: VerifyState): Promise<VerifyResult> {
  const { now, settleSeconds = SETTLE_SECONDS } = on;
  // Once is enough, whatever the clocks say: the state that waits no longer has it.
  const { listedUntil = '', ...waited } = state;
  const { unrecorded } = state.counts;
  const until = new Date(Date.parse(listedUntil) + settleSeconds * 1000);
  if (unrecorded === 0 || !(until > now())) return { next: 'next-phase', state };
  return {
    next: 'wait',
    until: until.toISOString(),
    because: `${unrecorded} objects are not in the journal yet`,
    state: waited,
  };
}
