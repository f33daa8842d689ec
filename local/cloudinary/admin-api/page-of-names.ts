import type { ApiCall } from '../http/api-call.ts';
import { invalidCursor, maxResults, type PageSizes } from './page.ts';

const PREFIX = 'after:';

/** One page of names in alphabetical order. The cursor holds the last name of the previous page. */
export function pageOfNames(
  { params }: ApiCall,
  names: Iterable<string>,
  sizes: PageSizes,
): { page: string[]; next_cursor: string | undefined } {
  const max = maxResults(params, sizes);
  const cursor = params.filled('next_cursor');
  const last = cursor === undefined ? undefined : Buffer.from(cursor, 'base64url').toString();
  if (cursor !== undefined && !last?.startsWith(PREFIX)) throw invalidCursor(cursor);
  const rest = [...names].sort().filter((name) => last === undefined || name > last.slice(PREFIX.length));
  const page = rest.slice(0, max);
  const next = rest.length > max ? Buffer.from(`${PREFIX}${page.at(-1)}`).toString('base64url') : undefined;
  return { page, next_cursor: next };
}
