import type { Logger } from '@aws-lambda-powertools/logger';
import { errorCodeOf, PipelineError } from '../shared/domain/errors.ts';
import { PERMANENT_FAILURE } from '../shared/domain/runs/permanent-failure.ts';

/** A step that fails for good: its state machine tells it by its name, and does not try it again. */
class PermanentFailure extends Error {
  override readonly name = PERMANENT_FAILURE;
}

/** Logs an error of a step, and gives what to throw for it, so that the state machine knows whether to try again. */
export const stepFailure = (error: unknown, logger: Logger): unknown => {
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown';
  logger.error('the step failed', { code: errorCodeOf(error), reason });
  if (!(error instanceof PipelineError) || error.retryable) return error;
  return new PermanentFailure(error.message, { cause: error });
};
