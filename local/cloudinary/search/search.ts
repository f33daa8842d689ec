import { describeFound, FOUND_FIELDS, type FoundField } from '../admin-api/describe-found.ts';
import type { ApiCall } from '../http/api-call.ts';
import { endpoint } from '../http/endpoint.ts';
import { ApiError, ok } from '../http/reply.ts';
import type { Asset } from '../library/asset.ts';
import { mediaFields } from '../library/describe-asset.ts';
import { aggregationsOf } from './aggregations.ts';
import { fieldsIn, parseExpression, selector } from './search-expression.ts';
import { assetsFitting } from './search-fields.ts';
import { type Sortable, searchOrder } from './search-order.ts';
import { searchPage } from './search-page.ts';

const SORTABLE: Sortable<Asset> = {
  created_at: ({ created_at }) => created_at.getTime(),
  uploaded_at: ({ uploaded_at }) => uploaded_at.getTime(),
  public_id: ({ public_id }) => public_id,
  asset_id: ({ asset_id }) => asset_id,
  asset_folder: ({ asset_folder }) => asset_folder,
  display_name: ({ display_name }) => display_name,
  resource_type: ({ resource_type }) => resource_type,
  type: ({ type }) => type,
  format: ({ format }) => format ?? '',
  bytes: ({ original }) => original.length,
  width: (asset) => Number(mediaFields(asset)['width'] ?? 0),
  height: (asset) => Number(mediaFields(asset)['height'] ?? 0),
};

function found({ cloud, params }: ApiCall): Asset[] {
  const { library, behaviour } = cloud;
  const expression = parseExpression(params.get('expression') ?? '');
  const now = cloud.now();
  const fits = selector<Asset>(expression, (term) => assetsFitting(term, now));
  const indexed = now.getTime() - behaviour.searchLagMs;
  const all = fieldsIn(expression).includes('status') ? library.allEver() : library.all();
  return all.filter((asset) => asset.uploaded_at.getTime() <= indexed && fits(asset));
}

function requested({ params }: ApiCall, parameter: 'fields' | 'with_field'): FoundField[] {
  const names = params.list(parameter).flatMap((list) => list.split(','));
  return names.map((name) => {
    const field = FOUND_FIELDS.find((known) => known === name);
    if (!field) throw new ApiError(400, `Not simulated: ${parameter} ${name}`);
    return field;
  });
}

/** `POST /resources/search` (https://cloudinary.com/documentation/search_api). */
export const search = endpoint(
  ['expression', 'sort_by', 'max_results', 'next_cursor', 'with_field', 'fields', 'aggregate'],
  (call) => {
    const { cloud, params, json } = call;
    const wanted = { only: requested(call, 'fields'), extra: requested(call, 'with_field') };
    const order = searchOrder(json['sort_by'], SORTABLE, ({ sequence }) => sequence);
    const all = found(call);
    const { items, next_cursor } = searchPage(call, all, order);
    return ok({
      total_count: all.length,
      time: 1,
      resources: items.map((asset) => describeFound(cloud, asset, wanted)),
      aggregations: aggregationsOf(all, params.list('aggregate')),
      next_cursor,
    });
  },
);
