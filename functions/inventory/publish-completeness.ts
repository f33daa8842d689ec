import type { Logger } from '@aws-lambda-powertools/logger';
import { actionableGaps } from '#shared/domain/inventory/completeness.ts';
import { completenessText } from '#shared/domain/inventory/completeness-text.ts';
import type { CompletenessReport } from '#shared/domain/inventory/inventory-documents.ts';
import type { MetricName } from '#shared/domain/metrics.ts';
import { fallsIn } from '#shared/domain/runs/high-water-mark.ts';
import { type Publication, publishMetrics } from '../metrics.ts';
import type { InventoryEnvironment } from './environment.ts';

/** Where a report goes. */
export interface Audience {
  readonly mail: InventoryEnvironment['REPORT_MAIL'];
  readonly logger: Logger;
  publish(subject: string, text: string): Promise<void>;
}

function subjectOf(report: CompletenessReport): string {
  const { cloud, initial, completeness } = report;
  const { unprotected, assets } = completeness;
  const what = initial ? 'Initial backup' : 'Backup';
  if (fallsIn(report) > 0) return `${what} of ${cloud}: records are missing from the bucket`;
  return `${what} of ${cloud}: ${unprotected === 0 ? 'complete' : `${unprotected} of ${assets} assets not protected`}`;
}

function unlessZero(name: MetricName, value = 0) {
  return value > 0 ? { [name]: value } : {};
}

/** The metrics of a finished run. Counts of zero are left out, unless an alarm needs them to end. */
function completenessMetrics(report: CompletenessReport): Publication {
  const { cloud, completeness, tally } = report;
  return {
    dimensions: { cloud },
    values: {
      InventoryRuns: 1,
      AssetsAtCloudinary: completeness.assets,
      AssetsProtected: completeness.protected,
      AssetsUnprotected: actionableGaps(completeness),
      ...unlessZero('RevisionsFoundMissing', tally.queued),
      ...unlessZero('ChangesUnreported', tally.unreported),
      ...unlessZero('RevisionsUnreported', tally.unreported_revisions),
      // Verify runs compare more: only they clear the alarm.
      ...unlessZero('RecordsMissing', fallsIn(report)),
      ...unlessZero('LibraryShrinkage', report.shrinkage * 100),
      ...unlessZero('TriggersRepaired', report.housekeeping.triggers_repaired),
    },
    metadata: { level: 'INFO', message: 'inventory finished', started_at: report.started_at },
  };
}

/**
 * Publishes the metrics of a report and, if configured, mails it. Never fails: the report is in the bucket, and no run
 * should be repeated because a mail failed.
 */
export async function publishCompleteness(
  report: CompletenessReport,
  { mail, logger, publish }: Audience,
): Promise<void> {
  publishMetrics(completenessMetrics(report));
  if (mail === 'never' || (mail === 'first' && !report.initial)) return;
  try {
    await publish(subjectOf(report), completenessText(report));
  } catch (error) {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown';
    logger.warn('the completeness report was not mailed', { cloud: report.cloud, reason });
  }
}
