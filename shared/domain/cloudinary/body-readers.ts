import type * as z from 'zod/mini';
import { withoutUndefined } from '../text/without-undefined.ts';
import { describedAsset, referenceOf } from './described-asset.ts';
import { identityInDeliveryUrl } from './identity-in-delivery-url.ts';
import { type AssetHint, type Envelope, IRRELEVANT_TYPES, type Notification } from './notification.ts';
import * as wire from './wire-schema.ts';

/** A notification less its envelope: distributes over the union. */
type Body<N extends Notification = Notification> = N extends Notification ? Omit<N, keyof Envelope> : never;
type ReadBody =
  | { readonly success: true; readonly data: Body }
  | { readonly success: false; readonly error: z.core.$ZodError };
type Reader = (json: unknown) => ReadBody;

/** A schema and what becomes of its output, as one reader. */
function reader<Schema extends z.ZodMiniType>(schema: Schema, toBody: (parsed: z.infer<Schema>) => Body): Reader {
  return (json) => {
    const parsed = schema.safeParse(json);
    return parsed.success ? { success: true, data: toBody(parsed.data) } : { success: false, error: parsed.error };
  };
}

const upload = reader(wire.uploadSchema, (body) => ({
  notification_type: 'upload',
  ...describedAsset(body),
  existing: body.existing === true,
}));

const deletion = reader(wire.deleteSchema, ({ resources }) => ({
  notification_type: 'delete',
  resources: resources.map(({ version, ...asset }) => withoutUndefined({ asset: referenceOf(asset), version })),
}));

const rename = reader(wire.renameSchema, ({ from_public_id, to_public_id, asset_folder, display_name, ...asset }) => ({
  notification_type: 'rename',
  asset: referenceOf({ ...asset, public_id: from_public_id }),
  to_public_id,
  details: withoutUndefined({ asset_folder, display_name }),
}));

const move = reader(wire.moveSchema, ({ resources }) => ({
  notification_type: 'move',
  resources: resources.map(({ from_asset_folder, to_asset_folder, display_name, ...asset }) => ({
    asset: referenceOf(asset),
    change: withoutUndefined({ from_asset_folder, to_asset_folder, display_name }),
  })),
}));

const tags = reader(wire.tagsSchema, ({ resources }) => ({
  notification_type: 'resource_tags_changed',
  resources: resources.map(({ added, removed, updated, ...asset }) => ({
    asset: referenceOf(asset),
    change: withoutUndefined({ added, removed, updated }),
  })),
}));

const context = reader(wire.contextSchema, ({ resources }) => ({
  notification_type: 'resource_context_changed',
  resources: resources.map(({ added, updated, removed, ...asset }) => ({
    asset: referenceOf(asset),
    change: { set: { ...added, ...updated }, removed },
  })),
}));

const metadata = reader(wire.metadataSchema, ({ resources }) => ({
  notification_type: 'resource_metadata_changed',
  resources: resources.map(({ previous_metadata, new_metadata, ...asset }) => ({
    asset: referenceOf(asset),
    change: withoutUndefined({ previous: previous_metadata, now: new_metadata }),
  })),
}));

const displayName = reader(wire.displayNameSchema, ({ resources }) => ({
  notification_type: 'resource_display_name_changed',
  resources: resources.map(({ previous_display_name, new_display_name, ...asset }) => ({
    asset: referenceOf(asset),
    change: withoutUndefined({ previous: previous_display_name, now: new_display_name }),
  })),
}));

const accessControl = reader(wire.accessControlSchema, ({ resources }) => ({
  notification_type: 'access_control_changed',
  resources: resources.map(({ previous_access_control, new_access_control, ...asset }) => ({
    asset: referenceOf(asset),
    change: withoutUndefined({ previous: previous_access_control, now: new_access_control }),
  })),
}));

const folderMove = reader(wire.folderMoveSchema, (body) => ({
  notification_type: 'move_or_rename_asset_folder',
  ...body,
}));

const moderation = reader(wire.moderationSchema, ({ public_id, asset_id, moderation_status, ...body }) => {
  const { resource_type, type } = { ...identityInDeliveryUrl(body.secure_url ?? body.url), ...withoutUndefined(body) };
  const known = public_id !== undefined && resource_type !== undefined && type !== undefined;
  return withoutUndefined({
    notification_type: 'moderation' as const,
    moderation_status,
    assets: known ? [referenceOf({ resource_type, type, public_id, asset_id })] : [],
  });
});

/** A hint that identifies an asset, or nothing. */
function hintOf(json: unknown): readonly AssetHint[] {
  const { asset_id, public_id, resource_type, type } = wire.hintSchema.safeParse(json).data ?? {};
  if (public_id !== undefined && resource_type !== undefined && type !== undefined) {
    return [referenceOf({ resource_type, type, public_id, asset_id })];
  }
  return asset_id === undefined ? [] : [{ asset_id }];
}

function opaque(named: string): Reader {
  return (json) => {
    const { resources } = wire.looseResourcesSchema.safeParse(json).data ?? {};
    const assets = [json, ...(resources ?? [])].flatMap(hintOf);
    return { success: true, data: { notification_type: 'opaque', named, assets } };
  };
}

const READERS: ReadonlyMap<string, Reader> = new Map([
  ['upload', upload],
  ['delete', deletion],
  ['rename', rename],
  ['move', move],
  ['resource_tags_changed', tags],
  ['resource_context_changed', context],
  ['resource_metadata_changed', metadata],
  ['resource_display_name_changed', displayName],
  ['access_control_changed', accessControl],
  ['move_or_rename_asset_folder', folderMove],
  ['moderation', moderation],
  ...IRRELEVANT_TYPES.map((type): [string, Reader] => [
    type,
    () => ({ success: true, data: { notification_type: type } }),
  ]),
]);

/** What reads the body of a notification type; unknown types and those of unpublished shape stay opaque. */
export function bodyReaders(notificationType: string): Reader {
  return READERS.get(notificationType) ?? opaque(notificationType);
}
