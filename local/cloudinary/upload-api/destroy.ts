import type { Handler } from '../http/api-call.ts';
import { ok } from '../http/reply.ts';
import { deleteAsset } from '../library/delete-asset.ts';
import { notifyDelete } from '../notifications/change-events.ts';
import { causeOf, findNamedAsset } from './named-asset.ts';

/** `POST /:resource_type/destroy`: a missing asset is a 200 that says so. */
export const destroy: Handler = (call) => {
  const asset = findNamedAsset(call, call.params.get('public_id') ?? '');
  if (!asset) return ok({ result: 'not found' });
  deleteAsset(call.environment, asset);
  notifyDelete(call.environment, [asset], causeOf(call));
  return ok({ result: 'ok' });
};
