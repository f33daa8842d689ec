import type { Logger } from '@aws-lambda-powertools/logger';
import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { errorCodeOf } from '../../shared/domain/errors.ts';
import type { WorkerReports } from '../../shared/usecases/worker/work-on-batch.ts';

/** Logs and counts what became of messages: codes, ids and reasons; never a body, a header or a secret. */
export const workerReports = (logger: Logger, metrics: Metrics): WorkerReports => ({
  recorded: (entry) => {
    if (entry.kind !== 'revision') return logger.info('recorded', { kind: entry.kind, id: entry.id });
    const { cloud, outcome, id, asset_id, version, bytes, key, reason } = entry;
    logger.info(`revision ${outcome}`, { cloud, id, asset_id, version, bytes, key, reason });
    const forCloud = metrics.singleMetric();
    forCloud.addDimension('cloud', cloud);
    forCloud.addMetric(`Revisions.${outcome}`, MetricUnit.Count, 1);
  },
  failed: ({ id, lane, receiveCount }, error, retryInSeconds) => {
    const code = errorCodeOf(error);
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown';
    logger.warn('message handed back', { messageId: id, lane, receiveCount, code, reason, retryInSeconds });
  },
});
