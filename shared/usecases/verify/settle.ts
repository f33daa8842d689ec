import type { VerifyPhaseWork } from './verify-run.ts';
import { enter } from './verify-state.ts';

/** As long as the large worker may work, and a minute: see `functions/worker`. In seconds. */
const SETTLE_SECONDS = 960;

/**
 * Where objects were listed that nothing had told of, waits until whoever wrote them must have written the journal too:
 * then what is still untold of is so for good, or until its message comes back.
 */
export const settle: VerifyPhaseWork = async ({ dependencies }, state) => {
  const { now, settleSeconds = SETTLE_SECONDS } = dependencies;
  const later = enter(state, 'later');
  if (state.counts.unrecorded === 0 || state.listedUntil === undefined) return { next: 'continue', state: later };
  const until = new Date(Date.parse(state.listedUntil) + settleSeconds * 1000);
  if (until <= now()) return { next: 'continue', state: later };
  const because = `${state.counts.unrecorded} objects are not in the journal yet`;
  return { next: 'wait', until: until.toISOString(), because, state: later };
};
