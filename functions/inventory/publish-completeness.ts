import type { Logger } from '@aws-lambda-powertools/logger';
import { needingAttention } from '#shared/domain/inventory/completeness.ts';
import { completenessText } from '#shared/domain/inventory/completeness-text.ts';
import type { CompletenessReport } from '#shared/domain/inventory/inventory-documents.ts';
import type { MetricName } from '#shared/domain/metrics.ts';
import { type Publication, publishMetrics } from '../metrics.ts';
import type { InventoryEnvironment } from './environment.ts';

/** Whom a report is told. */
export interface Audience {
  readonly mail: InventoryEnvironment['REPORT_MAIL'];
  readonly logger: Logger;
  publish(subject: string, text: string): Promise<void>;
}

function subjectOf({ cloud, initial, completeness: { unprotected, assets } }: CompletenessReport): string {
  const what = initial ? 'Initial backup' : 'Backup';
  return `${what} of ${cloud}: ${unprotected === 0 ? 'complete' : `${unprotected} of ${assets} assets not protected`}`;
}

function unlessZero(name: MetricName, value = 0) {
  return value > 0 ? { [name]: value } : {};
}

/** The metrics of a run that has finished. Counts of zero are left out, as long as no alarm waits for them. */
function completenessMetrics({ cloud, completeness, tally, ...report }: CompletenessReport): Publication {
  return {
    dimensions: { cloud },
    values: {
      InventoryRuns: 1,
      AssetsAtCloudinary: completeness.assets,
      AssetsProtected: completeness.protected,
      AssetsUnprotected: needingAttention(completeness),
      ...unlessZero('RevisionsFoundMissing', tally.queued),
      ...unlessZero('ChangesUntold', tally.observed),
      ...unlessZero('LibraryShrinkage', report.shrinkage * 100),
      ...unlessZero('TriggersRepaired', report.housekeeping.triggers_repaired),
    },
    metadata: { level: 'INFO', message: 'inventory finished', started_at: report.started_at },
  };
}

/**
 * Publishes the metrics of a report and, where configured, mails it. Never fails: the report is in the bucket, and a run
 * is not to be repeated for want of a mail.
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
