import type { Logger } from '@aws-lambda-powertools/logger';
import { completenessText } from '../../shared/domain/inventory/completeness-text.ts';
import type { CompletenessReport } from '../../shared/domain/inventory/inventory-documents.ts';
import { publishMetrics } from '../metrics.ts';
import { completenessMetrics } from './completeness-metrics.ts';
import type { InventoryEnvironment } from './environment.ts';

/** Whom a report is told. */
export interface Audience {
  readonly mail: InventoryEnvironment['REPORT_MAIL'];
  readonly topic: { publish(subject: string, text: string): Promise<void> };
  readonly logger: Logger;
}

function subjectOf({ cloud, initial, completeness: { unprotected, assets } }: CompletenessReport): string {
  const what = initial ? 'Initial backup' : 'Backup';
  return `${what} of ${cloud}: ${unprotected === 0 ? 'complete' : `${unprotected} of ${assets} assets not protected`}`;
}

/**
 * Publishes the metrics of a report and, where configured, mails it. Never fails: the report is in the bucket, and a run
 * is not to be repeated for want of a mail.
 */
export async function publishCompleteness(
  report: CompletenessReport,
  { mail, topic, logger }: Audience,
): Promise<void> {
  publishMetrics(completenessMetrics(report));
  if (mail === 'never' || (mail === 'first' && !report.initial)) return;
  try {
    await topic.publish(subjectOf(report), completenessText(report));
  } catch (error) {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown';
    logger.warn('the completeness report was not mailed', { cloud: report.cloud, reason });
  }
}
