import type { Handler } from '../http/api-call.ts';
import { ok } from '../http/reply.ts';
import { detailsIn } from '../library/asset-details.ts';
import { notifyMetadata } from '../notifications/value-change-events.ts';
import { causeOf, namedAssets } from './named-asset.ts';

/** `POST /:resource_type/metadata`: sets structured metadata fields of assets; other fields stay. */
export const changeMetadata: Handler = (call) => {
  const { metadata = {} } = detailsIn(call.params, call.simulation.behaviour.metadataFields);
  const changes = namedAssets(call).map((asset) => ({ asset, before: asset.metadata }));
  for (const { asset, before } of changes) asset.metadata = { ...before, ...metadata };
  notifyMetadata(call.environment, changes, causeOf(call));
  return ok({ public_ids: changes.map(({ asset }) => asset.publicId) });
};
