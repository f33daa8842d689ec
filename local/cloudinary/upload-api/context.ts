import type { Handler } from '../http/api-call.ts';
import { ApiError } from '../http/api-error.ts';
import { ok } from '../http/reply.ts';
import { keyValues } from '../library/asset-details.ts';
import { notifyContext } from '../notifications/value-change-events.ts';
import { causeOf, namedAssets } from './named-asset.ts';

/** `POST /:resource_type/context`: adds context to assets, or removes all of it. */
export const changeContext: Handler = (call) => {
  const command = call.params.get('command');
  if (command !== 'add' && command !== 'remove_all') throw new ApiError(400, `Unknown command ${command}`);
  const added = command === 'add' ? keyValues(call.params.get('context') ?? '') : {};
  const changes = namedAssets(call).map((asset) => ({ asset, before: asset.context }));
  for (const { asset, before } of changes) asset.context = command === 'add' ? { ...before, ...added } : {};
  notifyContext(call.environment, changes, causeOf(call));
  return ok({ public_ids: changes.map(({ asset }) => asset.publicId) });
};
