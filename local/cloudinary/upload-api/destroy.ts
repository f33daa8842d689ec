import { endpoint } from '../http/endpoint.ts';
import { ok } from '../http/reply.ts';
import { deleteAsset } from '../library/revisions.ts';
import { notifyDelete } from '../notifications/change-events.ts';
import { findNamedAsset } from './named-asset.ts';

/** `POST /:resource_type/destroy`: a missing asset is a 200 that says so. */
export const destroy = endpoint(['public_id', 'type', 'invalidate'], (call) => {
  const { cloud, params, cause } = call;
  const asset = findNamedAsset(call, params.get('public_id') ?? '');
  if (!asset) return ok({ result: 'not found' });
  deleteAsset(cloud, asset);
  notifyDelete(cloud, [asset], cause);
  return ok({ result: 'ok' });
});
