import type { InventoryRecord } from '#shared/domain/inventory/inventory-record.ts';
import { type GeneratedLibrary, hexOf, instantOf, referenceOf } from './generated-library.ts';

/** The row of an asset in the previous inventory. */
export function inventoryRow(library: GeneratedLibrary, index: number): InventoryRecord {
  const { key, version, bytes, etag } = library.firstRevisionOf(index);
  return {
    v: 1,
    cloud: library.cloud,
    listed_at: instantOf(Date.parse(library.previousStart) / 1000 + 600),
    ...referenceOf(index),
    version,
    format: 'jpg',
    bytes,
    etag,
    ...library.detailsOf(index, false),
    ...(library.wasPending(index)
      ? { status: 'pending', tries: 0 }
      : { status: 'protected', key, sha256: sha256Of(index), verified: 'md5', source: 'download' }),
  };
}

/** Stands for the SHA-256 of an asset's bytes. */
export function sha256Of(index: number): string {
  return hexOf('sha256', index) + hexOf('256', index);
}
