import type { InventoryRecord } from '../../shared/domain/inventory/inventory-record.ts';
import {
  detailsOf,
  firstRevisionOf,
  hexOf,
  instantOf,
  type LibraryPlan,
  previousStartOf,
  referenceOf,
  wasPending,
} from './generated-library.ts';

/** An asset as the previous run wrote it down. */
export function inventoryRow(plan: LibraryPlan, index: number): InventoryRecord {
  const { key, version, bytes, etag } = firstRevisionOf(plan, index);
  return {
    v: 1,
    cloud: plan.cloud,
    listed_at: instantOf(Date.parse(previousStartOf(plan)) / 1000 + 600),
    ...referenceOf(index),
    version,
    format: 'jpg',
    bytes,
    etag,
    ...detailsOf(plan, index, false),
    ...(wasPending(plan, index)
      ? { status: 'pending', tries: 0 }
      : { status: 'protected', key, sha256: sha256Of(index), verified: 'md5', source: 'download' }),
  };
}

/** What passes for the SHA-256 of an asset's bytes. */
export function sha256Of(index: number): string {
  return hexOf('sha256', index) + hexOf('256', index);
}
