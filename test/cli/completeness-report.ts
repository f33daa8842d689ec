import type { CompletenessReport } from '../../shared/domain/inventory/inventory-documents.ts';
import { manifest, tally } from '../usecases/progress/run-files.ts';

/** A completeness report with so many assets unprotected, each named. */
export function completenessReport(cloud: string, name: string, unprotected: number): CompletenessReport {
  return {
    v: 1,
    kind: 'completeness',
    cloud,
    started_at: name,
    finished_at: name,
    reason: 'operator',
    initial: true,
    completeness: manifest(name, { unprotected }).completeness,
    tally: tally(),
    shrinkage: 0,
    bandwidth: 0,
    duration_seconds: 3,
    cost_usd: 0.01,
    housekeeping: { uploads_aborted: 0 },
    examples: Array.from({ length: unprotected }, (_, index) => ({
      resource_type: 'image',
      type: 'upload',
      public_id: `photo-${index}`,
      version: 1,
      bytes: 5,
      reason: 'blocked' as const,
    })),
  };
}
