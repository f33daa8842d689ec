import type { Logger } from '@aws-lambda-powertools/logger';
import type { VerifyReport } from '#shared/domain/verify/verify-documents.ts';
import { VERIFY } from '#shared/usecases/verify/verify.ts';
import { publishMetrics } from '../metrics.ts';
import { runHandler } from '../run-handler.ts';
import { verifyEnvironment } from './environment.ts';

const environment = verifyEnvironment();

/** Logs every problem of a report, and publishes how many there were: 0, too, which ends alarms. */
async function publish(report: VerifyReport, logger: Logger): Promise<void> {
  const { cloud, started_at, missing, different, corrupt, problems } = report;
  for (const problem of problems) logger.error('a stored revision is not what it was', { cloud, ...problem });
  publishMetrics({
    dimensions: { cloud },
    values: { VerifyRuns: 1, RevisionsMissing: missing, RevisionsDamaged: different + corrupt },
    metadata: { level: 'INFO', message: 'verify run finished', started_at },
  });
}

/** Takes one step of a verify run. */
export const handler = runHandler({
  kind: VERIFY,
  environment,
  clouds: Object.fromEntries(environment.CLOUDS.map((cloud) => [cloud, cloud])),
  on: (_cloud, _input, { logger }) => ({ publish: (report) => publish(report, logger) }),
});
