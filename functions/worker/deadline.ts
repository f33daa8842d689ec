import type { Context } from 'aws-lambda';
import { PipelineError } from '../../shared/domain/errors.ts';

/** What the journal, the hand-backs and the answer to SQS may take after the last byte, in milliseconds. */
const WRAP_UP_MS = 10_000;

/** Aborts while there still is time to wrap up, as long as `using` holds it. */
export class Deadline implements Disposable {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;

  constructor(context: Pick<Context, 'getRemainingTimeInMillis'>) {
    const remaining = context.getRemainingTimeInMillis();
    // Tests deploy time-outs of a few seconds: half of the time is left for wrapping up then.
    const milliseconds = Math.max(remaining - WRAP_UP_MS, remaining / 2);
    const outOfTime = new PipelineError('out-of-time', 'The function has no time left for this message.');
    this.#timer = setTimeout(() => this.#controller.abort(outOfTime), milliseconds);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}
