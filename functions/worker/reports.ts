import type { Logger } from '@aws-lambda-powertools/logger';
import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { errorCodeOf } from '../../shared/domain/errors.ts';
import type { RevisionOutcome } from '../../shared/domain/journal/journal-entry.ts';
import type { WorkerReports } from '../../shared/usecases/worker/work-on-batch.ts';

/** Logs and counts what became of messages: codes, ids and reasons; never a body, a header or a secret. */
export const workerReports = (logger: Logger, metrics: Metrics): WorkerReports => ({
  recorded: (entry) => {
    const { cloud, id, kind } = entry;
    const count = (outcome: RevisionOutcome) => {
      const forCloud = metrics.singleMetric();
      forCloud.addDimension('cloud', cloud);
      forCloud.addMetric(`Revisions.${outcome}`, MetricUnit.Count, 1);
    };
    if (kind === 'revision') {
      const { outcome, asset_id, version, bytes, key, reason } = entry;
      logger.info(`revision ${outcome}`, { cloud, id, asset_id, version, bytes, key, reason });
      return count(outcome);
    }
    if (kind === 'renamed' && entry.not_copied !== undefined) {
      const { outcome, reason } = entry.not_copied;
      logger.warn(`renamed, and its revision ${outcome}`, { cloud, id, asset_id: entry.asset_id, reason });
      return count(outcome);
    }
    logger.info('recorded', { cloud, kind, id });
  },
  failed: ({ id, lane, receiveCount }, error, retryInSeconds) => {
    const code = errorCodeOf(error);
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown';
    logger.warn('message handed back', { messageId: id, lane, receiveCount, code, reason, retryInSeconds });
  },
});
