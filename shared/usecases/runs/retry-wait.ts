import { PipelineError } from '#shared/domain/errors.ts';
import type { RunState } from './run.ts';

/** How long to wait after the quota's reset, because clocks differ. In milliseconds. */
const RESET_MARGIN_MS = 2_000;
/** After this many refusals in a row, the quota counts as used up. */
const REFUSALS = 4;
/** A run waits longer after each failure in a row, and fails after this many. */
const MAX_FAILURES = 8;

/**
 * Until when a run waits after a failure, and how many there were in a row. Waiting for a quota is not a failure.
 *
 * @throws the failure, if there were too many in a row or if waiting cannot help
 */
export function retryWait(
  failure: unknown,
  { failures, quota }: Pick<RunState, 'failures' | 'quota'>,
  now: Date,
): { readonly until: string; readonly because: string; readonly failures: number } {
  if (!(failure instanceof PipelineError) || !failure.retryable || failure.code === 'out-of-time') throw failure;
  const wait = (until: number, count: number) => ({
    until: new Date(until).toISOString(),
    because: failure.message,
    failures: count,
  });
  if (failure.code === 'throttled') {
    const retryAt = failure.retryAt?.getTime() ?? 0;
    if (retryAt > now.getTime()) return wait(retryAt + RESET_MARGIN_MS, failures);
    // A single refusal may be temporary; several mean that others have used up the quota.
    const resetsAt = Date.parse(quota?.resetsAt ?? '');
    if (failures >= REFUSALS && resetsAt > now.getTime()) return wait(resetsAt + RESET_MARGIN_MS, failures);
  }
  if (failures >= MAX_FAILURES) throw failure;
  return wait(now.getTime() + Math.min(5 * 2 ** failures, 600) * 1000, failures + 1);
}
