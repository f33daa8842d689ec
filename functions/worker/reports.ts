import type { Logger } from '@aws-lambda-powertools/logger';
import { errorCodeOf } from '#shared/domain/errors.ts';
import type { WorkedMessage, WorkerReports } from '#shared/usecases/worker/worker-dependencies.ts';
import type { BatchMetrics } from './batch-metrics.ts';

function failure({ id, queue, attempt }: WorkedMessage, error: unknown) {
  return {
    messageId: id,
    queue,
    attempt,
    code: errorCodeOf(error),
    // A thrown value that is not an Error may contain anything, even a secret.
    reason: error instanceof Error ? `${error.name}: ${error.message}` : 'unknown',
  };
}

/** Logs and counts what happens to messages: codes, ids and reasons; never a body, a header or a secret. */
export function workerReports(logger: Logger, metrics: BatchMetrics): WorkerReports {
  return {
    recorded: (entry, cause, at) => {
      metrics.recorded(entry, cause, at);
      const { cloud, id, kind } = entry;
      if (kind === 'revision') {
        const { outcome, asset_id, version, bytes, key, reason } = entry;
        logger.info(`revision ${outcome}`, { cloud, id, asset_id, version, bytes, key, reason });
      } else if (kind === 'renamed' && entry.not_copied !== undefined) {
        const { outcome, reason } = entry.not_copied;
        logger.warn(`asset renamed, but its bytes were not copied: revision ${outcome}`, {
          cloud,
          id,
          asset_id: entry.asset_id,
          reason,
        });
      } else {
        logger.info('event recorded in the journal', { cloud, kind, id });
      }
    },
    failed: (message, error, retryInSeconds, from) => {
      metrics.failed(message, error, from);
      logger.warn('message handed back', { ...failure(message, error), retryInSeconds });
    },
    sentAgain: (message, error, notBefore, from) => {
      metrics.failed(message, error, from);
      if (error === undefined) return;
      logger.warn('message sent again, to wait', { ...failure(message, error), notBefore });
    },
    notDelayed: (message, error) => {
      logger.warn(
        'attempt failed; the message is back on its queue, but the delay before its next attempt could not be set',
        failure(message, error),
      );
    },
  };
}
