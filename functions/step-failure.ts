import type { Logger } from '@aws-lambda-powertools/logger';
import { type ErrorCode, errorCodeOf, PipelineError } from '../shared/domain/errors.ts';

/** The result of a step that can never succeed: its input or the environment is wrong. The execution fails by it. */
export interface FailedStep {
  readonly next: 'failed';
  readonly error: ErrorCode;
  readonly reason: string;
}

/**
 * Logs an error of a step. One that trying again can mend is thrown again, for the state machine to do so; the other is
 * made a result: the names of what a function throws are no contract.
 */
export function failedStep(error: unknown, logger: Logger): FailedStep {
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown';
  logger.error('the step failed', { code: errorCodeOf(error), reason });
  if (!(error instanceof PipelineError) || error.retryable) throw error;
  return { next: 'failed', error: error.code, reason: error.message };
}
