import type { Logger } from '@aws-lambda-powertools/logger';
import { fallsIn } from '#shared/domain/runs/high-water-mark.ts';
import type { VerifyReport } from '#shared/domain/verify/verify-documents.ts';
import { VERIFY } from '#shared/usecases/verify/verify.ts';
import { publishMetrics } from '../metrics.ts';
import { runHandler } from '../run-handler.ts';
import { verifyEnvironment } from './environment.ts';

const environment = verifyEnvironment();

/** Logs every problem of a report, and publishes their numbers, also 0, which clears alarms. */
async function publish(report: VerifyReport, logger: Logger): Promise<void> {
  const { cloud, started_at, missing, different, corrupt, problems, fallen = [] } = report;
  for (const problem of problems) logger.error('a stored revision is missing or damaged', { cloud, ...problem });
  for (const fall of fallen) logger.error('a record is missing that earlier runs had found', { cloud, ...fall });
  publishMetrics({
    dimensions: { cloud },
    values: {
      VerifyRuns: 1,
      RevisionsMissing: missing,
      RevisionsDamaged: different + corrupt,
      RecordsMissing: fallsIn(report),
    },
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
