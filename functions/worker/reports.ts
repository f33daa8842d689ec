import type { Logger } from '@aws-lambda-powertools/logger';
import { errorCodeOf } from '#shared/domain/errors.ts';
import type { ReceivedMessage, WorkerReports } from '#shared/usecases/worker/work-on-batch.ts';
import type { BatchMetrics } from './batch-metrics.ts';

function failure({ id, lane, receiveCount }: ReceivedMessage, error: unknown) {
  return {
    messageId: id,
    lane,
    receiveCount,
    code: errorCodeOf(error),
    // What is thrown and no Error may hold anything, a secret too.
    reason: error instanceof Error ? `${error.name}: ${error.message}` : 'unknown',
  };
}

/** Logs and counts what becomes of messages: codes, ids and reasons; never a body, a header or a secret. */
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
        logger.warn(`renamed, and its revision ${outcome}`, { cloud, id, asset_id: entry.asset_id, reason });
      } else {
        logger.info('recorded', { cloud, kind, id });
      }
    },
    failed: (message, error, retryInSeconds, from) => {
      metrics.failed(message, error, from);
      logger.warn('message handed back', { ...failure(message, error), retryInSeconds });
    },
    notDelayed: (message, error) => {
      logger.warn('message handed back without a wait of its own', failure(message, error));
    },
  };
}
