import type { Handler } from '../http/api-call.ts';
import { ApiError } from '../http/api-error.ts';
import { ok } from '../http/reply.ts';
import { tagList } from '../library/asset-details.ts';
import { notifyTags } from '../notifications/value-change-events.ts';
import { causeOf, namedAssets } from './named-asset.ts';

const COMMANDS: Record<string, (before: string[], tags: string[]) => string[]> = {
  add: (before, tags) => [...new Set([...before, ...tags])],
  remove: (before, tags) => before.filter((tag) => !tags.includes(tag)),
  replace: (_, tags) => tags,
  remove_all: () => [],
};

/** `POST /:resource_type/tags`: changes the tags of up to 1,000 assets; one event tells of them all. */
export const changeTags: Handler = (call) => {
  const { params } = call;
  const name = params.get('command') ?? '';
  const command = COMMANDS[name];
  if (!command) throw new ApiError(400, `Unknown command ${name}`);
  const tags = tagList(params.get('tag') ?? '');
  const assets = namedAssets(call);
  const changes = assets.map((asset) => ({ asset, before: asset.tags }));
  for (const asset of assets) asset.tags = command(asset.tags, tags);
  notifyTags(call.environment, changes, causeOf(call));
  return ok({ public_ids: assets.map((asset) => asset.publicId) });
};
