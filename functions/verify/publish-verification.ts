import type { Logger } from '@aws-lambda-powertools/logger';
import type { VerifyReport } from '../../shared/domain/verify/verify-documents.ts';
import { publishMetrics } from '../metrics.ts';

/** Logs every problem of a report, and publishes how many there were: 0, too, upon which alarms are over. */
export function publishVerification(report: VerifyReport, logger: Logger): void {
  const { cloud, started_at, missing, different, corrupt, problems } = report;
  for (const problem of problems) logger.error('a stored revision is not what it was', { cloud, ...problem });
  publishMetrics({
    dimensions: { cloud },
    values: { VerifyRuns: 1, RevisionsMissing: missing, RevisionsDamaged: different + corrupt },
    metadata: { level: 'INFO', message: 'verify run finished', started_at },
  });
}
