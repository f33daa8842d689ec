import type { Context } from 'aws-lambda';
import { PipelineError } from '../shared/domain/errors.ts';

/** A page of a listing takes up to 60 s; writing what it holds, and what is next, must fit behind it. In milliseconds. */
const LATE_MS = 120_000;
/** What handing on takes after everything was broken off, in milliseconds. */
const WRAP_UP_MS = 10_000;

/** How much of a function's time is left for a step of a run, as long as `using` holds it. */
export class StepDeadline implements Disposable {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #remaining: () => number;
  readonly #lateMs: number;

  constructor(context: Pick<Context, 'getRemainingTimeInMillis'>) {
    this.#remaining = () => context.getRemainingTimeInMillis();
    const all = this.#remaining();
    // Tests deploy time-outs of a few seconds: of those, a quarter and a tenth.
    this.#lateMs = Math.min(LATE_MS, all / 4);
    const outOfTime = new PipelineError('out-of-time', 'The function has no time left for this step.');
    this.#timer = setTimeout(() => this.#controller.abort(outOfTime), all - Math.min(WRAP_UP_MS, all / 10));
  }

  /** True once the step is to come to its end and hand on. */
  isLate(): boolean {
    return this.#remaining() < this.#lateMs;
  }

  /** Aborts, with a PipelineError `out-of-time`, when there is time left only to say so. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}
