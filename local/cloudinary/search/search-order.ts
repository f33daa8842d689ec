import { ApiError } from '../http/reply.ts';

/** What orders an item: the values sorted by, and its age to order equal values. */
export type Position = readonly (string | number)[];

/** The values by which items can be sorted. */
export type Sortable<Item> = Readonly<Record<string, (item: Item) => string | number>>;

/** An order of search results. */
export interface SearchOrder<Item> {
  position(item: Item): Position;
  compare(a: Position, b: Position): number;
}

function entriesOf(sortBy: unknown): [field: string, direction: unknown][] {
  return (Array.isArray(sortBy) ? sortBy : []).flatMap((entry: unknown) => Object.entries(entry ?? {}));
}

/**
 * Reads `sort_by`, `[{"uploaded_at":"asc"},{"public_id":"desc"}]`; without it, the first of the sortable values counts,
 * as `direction` says. Throws a 400 for other fields.
 */
export function searchOrder<Item>(
  sortBy: unknown,
  sortable: Sortable<Item>,
  age: (item: Item) => string | number,
  direction: 'asc' | 'desc' = 'desc',
): SearchOrder<Item> {
  const [standard = ''] = Object.keys(sortable);
  const wanted = entriesOf(sortBy);
  const columns = (wanted.length > 0 ? wanted : [[standard, direction] as const]).map(([field, way]) => {
    const read = sortable[field];
    if (!read) throw new ApiError(400, `Not simulated: sort_by ${field}`);
    return { read, sign: way === 'asc' ? 1 : -1 };
  });
  const all = [...columns, { read: age, sign: columns[0]?.sign ?? 1 }];
  return {
    position: (item) => all.map(({ read }) => read(item)),
    compare: (a, b) => {
      for (const [i, { sign }] of all.entries()) {
        const [left = '', right = ''] = [a[i], b[i]];
        if (left !== right) return left < right ? -sign : sign;
      }
      return 0;
    },
  };
}
