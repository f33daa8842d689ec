import { ApiError } from '../http/api-error.ts';
import type { Asset } from '../library/asset.ts';

/** Where an asset stands in an order: the value sorted by, and its creation to tell equals apart. */
export interface Position {
  value: string | number;
  sequence: number;
}

/** An order of search results. */
export interface SearchOrder {
  position(asset: Asset): Position;
  compare(a: Position, b: Position): number;
}

const FIELDS: Record<string, (asset: Asset) => string | number> = {
  created_at: (asset) => asset.createdAt.getTime(),
  uploaded_at: (asset) => asset.uploadedAt.getTime(),
  public_id: (asset) => asset.publicId,
  asset_id: (asset) => asset.assetId,
  bytes: (asset) => asset.original.length,
};

/** Reads `sort_by`, `[{"uploaded_at":"asc"}]`; its first entry counts. By default the newest come first. */
export function searchOrder(sortBy: unknown): SearchOrder {
  const first: unknown = Array.isArray(sortBy) ? sortBy[0] : undefined;
  const [field = 'created_at', direction = 'desc'] = Object.entries(first ?? {})[0] ?? [];
  const sortValue = FIELDS[field];
  if (!sortValue) throw new ApiError(400, `Cannot sort by ${field}`);
  const sign = direction === 'asc' ? 1 : -1;
  return {
    position: (asset) => ({ value: sortValue(asset), sequence: asset.sequence }),
    compare: (a, b) => sign * (a.value < b.value ? -1 : a.value > b.value ? 1 : a.sequence - b.sequence),
  };
}
