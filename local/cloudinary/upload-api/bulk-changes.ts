import type { ApiCall } from '../http/api-call.ts';
import { endpoint } from '../http/endpoint.ts';
import { ApiError, ok, type Reply } from '../http/reply.ts';
import type { Asset } from '../library/asset.ts';
import { detailsIn, keyValues, tagList } from '../library/asset-details.ts';
import { type NotifiedDetail, notifyChange } from '../notifications/change-events.ts';
import { resolveMetadata } from '../product-environment/resolve-metadata.ts';
import { findNamedAsset } from './named-asset.ts';

/** Changes a detail of the assets in the call's `public_ids`, skipping those that do not exist; one event reports them all. */
function changeAll<D extends NotifiedDetail>(call: ApiCall, detail: D, change: (before: Asset[D]) => Asset[D]): Reply {
  const assets = call.params.list('public_ids').flatMap((publicId) => findNamedAsset(call, publicId) ?? []);
  // All values before the first assignment: a refusal must leave every asset as it was.
  const changes = assets.map((asset) => ({ asset, before: { ...asset }, after: change(asset[detail]) }));
  for (const { asset, after } of changes) asset[detail] = after;
  notifyChange(call.cloud, detail, changes, call.cause);
  return ok({ public_ids: assets.map(({ public_id }) => public_id) });
}

function commandOf<T>({ params }: ApiCall, commands: Readonly<Record<string, T>>): T {
  const name = params.get('command') ?? '';
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
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
export const changeTags = endpoint(['command', 'tag', 'public_ids', 'type'], (call) => {
  const command = commandOf(call, TAG_COMMANDS);
  const tags = tagList(call.params.list('tag').join(','));
  return changeAll(call, 'tags', (before) => command(before, tags));
});

/** `POST /:resource_type/context`: adds context to assets, or removes all of it. */
export const changeContext = endpoint(['command', 'context', 'public_ids', 'type'], (call) => {
  const keeps = commandOf(call, { add: true, remove_all: false });
  const added = keeps ? keyValues(call.params.get('context') ?? '') : {};
  return changeAll(call, 'context', (before) => ({ ...(keeps && before), ...added }));
});

/** `POST /:resource_type/metadata`: sets structured metadata fields of assets; other fields stay. */
export const changeMetadata = endpoint(['metadata', 'public_ids', 'type'], (call) => {
  const { metadata } = detailsIn(call.params, call.cloud.behaviour.metadataFields);
  return changeAll(call, 'metadata', (before) =>
    resolveMetadata(call.cloud.productEnvironment, before, metadata ?? {}),
  );
});
