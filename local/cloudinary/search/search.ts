import { describeResource } from '../admin-api/describe-resource.ts';
import { maxResults } from '../admin-api/page.ts';
import type { ApiCall, Handler } from '../http/api-call.ts';
import { ApiError } from '../http/api-error.ts';
import { ok } from '../http/reply.ts';
import type { Asset } from '../library/asset.ts';
import { matchesTerm } from './matches-term.ts';
import { parseExpression } from './search-expression.ts';
import { type Position, searchOrder } from './search-order.ts';

const LARGEST_PAGE = 500;

function cursorPosition(cursor: string): Position {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    // Only this server makes cursors; anything else fails to parse or is refused here.
    if (Array.isArray(value) && value.length === 2) return { value: value[0], sequence: Number(value[1]) };
  } catch {
    // Falls through to the refusal.
  }
  throw new ApiError(400, `Invalid value ${cursor} for parameter next_cursor`);
}

function found(call: ApiCall): Asset[] {
  const { environment, simulation, params } = call;
  const terms = parseExpression(params.get('expression') ?? '');
  const now = simulation.now();
  const indexed = now.getTime() - simulation.behaviour.searchLagMs;
  const wantsDeleted = terms.some((term) => term.field === 'status');
  const pool = wantsDeleted
    ? [...environment.library.all(), ...environment.library.allDeleted()]
    : environment.library.all();
  return pool.filter(
    (asset) => asset.uploadedAt.getTime() <= indexed && terms.every((term) => matchesTerm(asset, term, now)),
  );
}

/** `POST /resources/search` (https://cloudinary.com/documentation/search_api). */
export const search: Handler = (call) => {
  const { environment, params, json } = call;
  const order = searchOrder(json['sort_by']);
  const max = maxResults(params, 50, LARGEST_PAGE);
  const cursor = params.filled('next_cursor');
  const after = cursor === undefined ? undefined : cursorPosition(cursor);
  const all = found(call);
  const ordered = all
    .map((asset) => ({ asset, position: order.position(asset) }))
    .filter(({ position }) => after === undefined || order.compare(position, after) > 0)
    .sort((a, b) => order.compare(a.position, b.position));
  const page = ordered.slice(0, max);
  const last = page.at(-1)?.position;
  const extra = params.list('with_field');
  const only = params.list('fields');
  const wanted = {
    tags: extra.includes('tags') || only.includes('tags'),
    context: extra.includes('context') || only.includes('context'),
    metadata: extra.includes('metadata') || only.includes('metadata'),
    moderations: false,
    ...(only.length > 0 ? { only: ['asset_id', 'public_id', ...only, ...extra] } : {}),
  };
  return ok({
    total_count: all.length,
    time: 1,
    resources: page.map(({ asset }) => describeResource(environment, asset, wanted)),
    ...(ordered.length > max && last
      ? { next_cursor: Buffer.from(JSON.stringify([last.value, last.sequence])).toString('base64url') }
      : {}),
  });
};
