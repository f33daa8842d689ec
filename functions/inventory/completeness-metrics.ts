import { needingAttention } from '../../shared/domain/inventory/completeness.ts';
import type { CompletenessReport } from '../../shared/domain/inventory/inventory-documents.ts';
import type { MetricName } from '../../shared/domain/metrics.ts';
import type { Publication } from '../metrics.ts';

function unlessZero(name: MetricName, value = 0) {
  return value > 0 ? { [name]: value } : {};
}

/** The metrics of a run that has finished. What there was nothing of is left out, as long as no alarm waits for it. */
export function completenessMetrics({ cloud, completeness, tally, ...report }: CompletenessReport): Publication {
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
