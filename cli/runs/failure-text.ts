import * as z from 'zod/mini';
import { parseDocument } from '../../shared/usecases/progress/read-document.ts';
import type { WatchEnd } from '../../shared/usecases/progress/watch-run.ts';

const causeSchema = z.object({ errorMessage: z.string() });

const STATUSES: Readonly<Record<string, string>> = {
  ABORTED: 'somebody has stopped it',
  TIMED_OUT: 'it took longer than it may',
  GONE: 'Step Functions knows it no longer',
};

/** Why a run failed, and where to look. Of a function's error, its message alone: its trace is in the log. */
export function failureText({ status, error, cause, execution }: Extract<WatchEnd, { ended: 'failed' }>): string {
  const message = parseDocument(causeSchema, cause)?.errorMessage ?? cause;
  const reasons = [STATUSES[status], error, message].filter((text) => text !== undefined && text !== '');
  return `${reasons.length === 0 ? status : reasons.join(': ')}. Look at the execution ${execution} in Step Functions, which leads to the logs of its function. To run the command again is safe: nothing is copied twice.`;
}
