import type { ApiCall, Handler } from '../http/api-call.ts';
import { ApiError, ok, type Reply } from '../http/reply.ts';
import type { Asset } from '../library/asset.ts';
import { detailsIn, keyValues, tagList } from '../library/asset-details.ts';
import { type NotifiedDetail, notifyChange } from '../notifications/change-events.ts';
import { findNamedAsset } from './named-asset.ts';

/** Changes a detail of those of the call's `public_ids` that exist, passing over the others; one event tells of them all. */
function changeAll<D extends NotifiedDetail>(call: ApiCall, detail: D, change: (before: Asset[D]) => Asset[D]): Reply {
  const assets = call.params.list('public_ids').flatMap((publicId) => findNamedAsset(call, publicId) ?? []);
  const changes = assets.map((asset) => ({ asset, before: { ...asset } }));
  for (const { asset, before } of changes) asset[detail] = change(before[detail]);
  notifyChange(call.environment, detail, changes, call.cause);
  return ok({ public_ids: assets.map(({ public_id }) => public_id) });
}

function commandOf<T>({ params }: ApiCall, commands: Readonly<Record<string, T>>): T {
  const name = params.get('command') ?? '';
  const command = commands[name];
  if (command === undefined) throw new ApiError(400, `Unknown command ${name}`);
  return command;
}

const TAG_COMMANDS: Record<string, (before: string[], tags: string[]) => string[]> = {
  add: (before, tags) => [...new Set([...before, ...tags])],
  remove: (before, tags) => before.filter((tag) => !tags.includes(tag)),
  replace: (_, tags) => tags,
  remove_all: () => [],
};

/** `POST /:resource_type/tags`: changes the tags of up to 1,000 assets. */
export const changeTags: Handler = (call) => {
  const command = commandOf(call, TAG_COMMANDS);
  const tags = tagList(call.params.get('tag') ?? '');
  return changeAll(call, 'tags', (before) => command(before, tags));
};

/** `POST /:resource_type/context`: adds context to assets, or removes all of it. */
export const changeContext: Handler = (call) => {
  const keeps = commandOf(call, { add: true, remove_all: false });
  const added = keeps ? keyValues(call.params.get('context') ?? '') : {};
  return changeAll(call, 'context', (before) => ({ ...(keeps && before), ...added }));
};

/** `POST /:resource_type/metadata`: sets structured metadata fields of assets; other fields stay. */
export const changeMetadata: Handler = (call) => {
  const { metadata } = detailsIn(call.params, call.environment.behaviour.metadataFields);
  return changeAll(call, 'metadata', (before) => ({ ...before, ...metadata }));
};
