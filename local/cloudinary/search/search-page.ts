import { invalidCursor, maxResults } from '../admin-api/page.ts';
import type { ApiCall } from '../http/api-call.ts';
import type { Position, SearchOrder } from './search-order.ts';

const SIZES = { largest: 500, standard: 50 };

function positionIn(cursor: string): Position {
  try {
    const position: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    // Only this server makes cursors; anything else fails to parse or is refused here.
    if (Array.isArray(position) && position.length > 1) return position;
  } catch {
    // Falls through to the refusal.
  }
  throw invalidCursor(cursor);
}

/** One page of what a search has found, and the cursor of the next one. */
export function searchPage<Item>(
  { params }: ApiCall,
  found: readonly Item[],
  order: SearchOrder<Item>,
): { items: Item[]; next_cursor: string | undefined } {
  const max = maxResults(params, SIZES);
  const cursor = params.filled('next_cursor');
  const after = cursor === undefined ? undefined : positionIn(cursor);
  const ordered = found
    .map((item) => ({ item, position: order.position(item) }))
    .filter(({ position }) => after === undefined || order.compare(position, after) > 0)
    .sort((a, b) => order.compare(a.position, b.position));
  const page = ordered.slice(0, max);
  const last = page.at(-1);
  return {
    items: page.map(({ item }) => item),
    next_cursor:
      ordered.length > max && last ? Buffer.from(JSON.stringify(last.position)).toString('base64url') : undefined,
  };
}
