import { describeResource } from '../admin-api/describe-resource.ts';
import { invalidCursor, maxResults } from '../admin-api/page.ts';
import type { ApiCall, Handler } from '../http/api-call.ts';
import { ok } from '../http/reply.ts';
import type { Asset } from '../library/asset.ts';
import { parseExpression } from './search-expression.ts';
import { matchesTerm, type Position, searchOrder } from './search-fields.ts';

const SIZES = { largest: 500, standard: 50 };

function cursorOf({ value, sequence }: Position): string {
  return Buffer.from(JSON.stringify([value, sequence])).toString('base64url');
}

function positionIn(cursor: string): Position {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    // Only this server makes cursors; anything else fails to parse or is refused here.
    if (Array.isArray(value) && value.length === 2) return { value: value[0], sequence: Number(value[1]) };
  } catch {
    // Falls through to the refusal.
  }
  throw invalidCursor(cursor);
}

function found({ environment, params }: ApiCall): Asset[] {
  const { library, behaviour } = environment;
  const terms = parseExpression(params.get('expression') ?? '');
  const now = environment.now();
  const indexed = now.getTime() - behaviour.searchLagMs;
  const wantsDeleted = terms.some((term) => term.field === 'status');
  return (wantsDeleted ? library.allEver() : library.all()).filter(
    (asset) => asset.uploaded_at.getTime() <= indexed && terms.every((term) => matchesTerm(asset, term, now)),
  );
}

/** `POST /resources/search` (https://cloudinary.com/documentation/search_api). */
export const search: Handler = (call) => {
  const { environment, params, json } = call;
  const order = searchOrder(json['sort_by']);
  const max = maxResults(params, SIZES);
  const cursor = params.filled('next_cursor');
  const after = cursor === undefined ? undefined : positionIn(cursor);
  const all = found(call);
  const ordered = all
    .map((asset) => ({ asset, position: order.position(asset) }))
    .filter(({ position }) => after === undefined || order.compare(position, after) > 0)
    .sort((a, b) => order.compare(a.position, b.position));
  const page = ordered.slice(0, max);
  const last = page.at(-1);
  const extra = params.list('with_field');
  const fields = params.list('fields');
  const wanted = {
    optional: (['tags', 'context', 'metadata'] as const).filter((name) => [...extra, ...fields].includes(name)),
    only: fields.length > 0 ? [...fields, ...extra] : [],
  };
  return ok({
    total_count: all.length,
    time: 1,
    resources: page.map(({ asset }) => describeResource(environment, asset, wanted)),
    next_cursor: ordered.length > max && last ? cursorOf(last.position) : undefined,
  });
};
