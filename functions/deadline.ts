import type { Context } from 'aws-lambda';
import { PipelineError } from '#shared/domain/errors.ts';

/** A page of a listing takes up to 60 s, and storing it and the next state must fit after it. In milliseconds. */
const LATE_MS = 120_000;
/** The time reserved for the journal, for forwarding and returning messages, and for the answer, in milliseconds. */
const WRAP_UP_MS = 10_000;

/** How much of a function's time is left, while `using` holds it. */
export interface Deadline extends Disposable {
  /** Aborts with a PipelineError `out-of-time`, while there is still time to wrap up. */
  readonly signal: AbortSignal;
  /** True once the step should stop and hand over. */
  isLate(): boolean;
}

/**
 * The deadline of a function's call.
 *
 * @param work named in the error
 * @param share the largest share of the total time that wrapping up may take: tests deploy timeouts of a few seconds
 */
export function deadlineOf(
  context: Pick<Context, 'getRemainingTimeInMillis'>,
  work: 'message' | 'step',
  share: number,
): Deadline {
  const all = context.getRemainingTimeInMillis();
  const controller = new AbortController();
  const outOfTime = new PipelineError('out-of-time', `The function ran out of time for this ${work}.`);
  const timer = setTimeout(() => controller.abort(outOfTime), all - Math.min(WRAP_UP_MS, all * share));
  return {
    signal: controller.signal,
    isLate: () => context.getRemainingTimeInMillis() < Math.min(LATE_MS, all / 4),
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}
