import { ApiError } from '../http/reply.ts';
import type { Asset } from '../library/asset.ts';
import type { Operator, Term } from './search-expression.ts';

const UNITS: Record<string, number> = { h: 3600, d: 86_400, w: 7 * 86_400, m: 30 * 86_400, y: 365 * 86_400 };

const COMPARISONS: Record<Operator, (found: number, wanted: number) => boolean> = {
  ':': (found, wanted) => found === wanted,
  '=': (found, wanted) => found === wanted,
  '>': (found, wanted) => found > wanted,
  '<': (found, wanted) => found < wanted,
  '>=': (found, wanted) => found >= wanted,
  '<=': (found, wanted) => found <= wanted,
};

/** Whether an asset fits a comparison with a field. */
type Matcher = (asset: Asset, term: Term, now: Date) => boolean;

/** A text that is equal. */
function exactly(textOf: (asset: Asset) => string | undefined): Matcher {
  return (asset, { value }) => textOf(asset) === value;
}

/** A text that is equal, or begins so where the wanted text ends in `*`; one of several is enough. */
function beginning(textsOf: (asset: Asset) => readonly string[]): Matcher {
  return (asset, { value }) =>
    textsOf(asset).some((text) => (value.endsWith('*') ? text.startsWith(value.slice(0, -1)) : text === value));
}

/** A point in time: a date, or so many hours, days, weeks, months or years ago. */
function timeOf(value: string, now: Date): number {
  const [, amount, unit = ''] = /^(\d+)([hdwmy])$/.exec(value) ?? [];
  return amount === undefined ? Date.parse(value) : now.getTime() - Number(amount) * (UNITS[unit] ?? 0) * 1000;
}

function time(instantOf: (asset: Asset) => Date): Matcher {
  return (asset, { operator, value }, now) => COMPARISONS[operator](instantOf(asset).getTime(), timeOf(value, now));
}

const folder = beginning(({ asset_folder }) => [asset_folder]);

/** The fields that an expression may compare. */
const FIELDS: Record<string, Matcher> = {
  status: exactly(({ deletedAt }) => (deletedAt ? 'deleted' : 'active')),
  resource_type: exactly(({ resource_type }) => resource_type),
  type: exactly(({ type }) => type),
  public_id: beginning(({ public_id }) => [public_id]),
  asset_id: exactly(({ asset_id }) => asset_id),
  asset_folder: folder,
  folder,
  display_name: beginning(({ display_name }) => [display_name]),
  format: exactly(({ format }) => format),
  tags: beginning(({ tags }) => tags),
  bytes: ({ original }, { operator, value }) => COMPARISONS[operator](original.length, Number(value)),
  created_at: time(({ created_at }) => created_at),
  uploaded_at: time(({ uploaded_at }) => uploaded_at),
};

/** Whether an asset fits a comparison. A field that is unknown matches nothing, as at Cloudinary. */
export const matchesTerm: Matcher = (asset, term, now) => FIELDS[term.field]?.(asset, term, now) ?? false;

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

const SORTABLE: Record<string, (asset: Asset) => string | number> = {
  created_at: ({ created_at }) => created_at.getTime(),
  uploaded_at: ({ uploaded_at }) => uploaded_at.getTime(),
  public_id: ({ public_id }) => public_id,
  asset_id: ({ asset_id }) => asset_id,
  bytes: ({ original }) => original.length,
};

/** Reads `sort_by`, `[{"uploaded_at":"asc"}]`; its first entry counts. By default the newest come first. */
export function searchOrder(sortBy: unknown): SearchOrder {
  const first: unknown = Array.isArray(sortBy) ? sortBy[0] : undefined;
  const [field = 'created_at', direction = 'desc'] = Object.entries(first ?? {})[0] ?? [];
  const sortValue = SORTABLE[field];
  if (!sortValue) throw new ApiError(400, `Cannot sort by ${field}`);
  const sign = direction === 'asc' ? 1 : -1;
  return {
    position: (asset) => ({ value: sortValue(asset), sequence: asset.sequence }),
    compare: (a, b) => sign * (a.value < b.value ? -1 : a.value > b.value ? 1 : a.sequence - b.sequence),
  };
}
