import type { Params } from '../http/params.ts';
import { invalidCursor, maxResults } from './page.ts';

/** One page of values, by `max_results` (10 by default, at most 500) and `next_cursor`, under the name of its list. */
export function pageOfValues(params: Params, name: string, values: readonly unknown[]): Record<string, unknown> {
  const max = maxResults(params, { largest: 500, standard: 10 });
  const cursor = params.filled('next_cursor');
  const [, offset] = /^from:(\d+)$/.exec(Buffer.from(cursor ?? '', 'base64url').toString()) ?? [];
  if (cursor !== undefined && offset === undefined) throw invalidCursor(cursor);
  const start = Number(offset ?? 0);
  const end = start + max;
  return {
    [name]: values.slice(start, end),
    ...(end < values.length && { next_cursor: Buffer.from(`from:${end}`).toString('base64url') }),
  };
}
