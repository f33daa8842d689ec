import * as z from 'zod/mini';
import { type AssetReference, referenceOf } from '../asset/asset.ts';
import { withoutUndefined } from '../text/without-undefined.ts';
import { describedAsset, description } from './described-asset.ts';
import type { Envelope } from './envelope.ts';
import {
  accessControl,
  anything,
  identity,
  instant,
  isRecord,
  mapped,
  name,
  optional,
  partialReference,
  publicId,
  record,
  reference,
  stringMap,
  stringsOf,
  text,
  texts,
  wholeNumber,
} from './wire-values.ts';

type Fields<Shape extends z.core.$ZodLooseShape> = z.output<z.ZodMiniObject<Shape>>;
type PartialReference = Partial<Fields<typeof partialReference>>;

/** The assets of a body as a list. Some types have an array, others an object keyed by public_id. */
const listOfResources = mapped(z.unknown(), (resources): unknown => {
  if (!isRecord(resources)) return resources;
  return Object.entries(resources).map(([public_id, value]) => (isRecord(value) ? { ...value, public_id } : value));
});

/** A body that lists assets, each with what `toRest` makes of its other fields. */
function resourcesOf<Shape extends z.core.$ZodLooseShape, Rest extends object>(
  shape: Shape,
  toRest: (fields: Fields<Shape>) => Rest,
) {
  const resource = mapped(z.object({ ...reference, ...shape }), (parsed) => {
    // The compiler cannot destructure a generic shape.
    const { resource_type, type, public_id, asset_id, ...rest } = parsed as Fields<typeof reference> & Fields<Shape>;
    return { asset: referenceOf({ resource_type, type, public_id, asset_id }), ...toRest(rest as Fields<Shape>) };
  });
  return z.object({ resources: z.pipe(listOfResources, z.array(resource)) });
}

/** What changed of each asset. */
function changes<Shape extends z.core.$ZodLooseShape, Change extends object>(
  shape: Shape,
  toChange: (fields: Fields<Shape>) => Change,
) {
  return resourcesOf(shape, (fields) => ({ change: toChange(fields) }));
}

/** Cloudinary uses lists of `{name, value}`, lists of plain keys, and maps. */
const pairs = z.union([
  mapped(z.array(z.object({ name: text, value: anything })), (list) =>
    stringsOf(Object.fromEntries(list.map((pair) => [pair.name, pair.value]))),
  ),
  stringMap,
]);
const keys = z.union([
  texts,
  mapped(z.array(z.object({ name: text })), (list) => list.map((pair) => pair.name)),
  mapped(record, Object.keys),
]);

/** The asset that a body names, if it names it completely. */
function referencesIn({ resource_type, type, public_id, asset_id }: PartialReference): readonly AssetReference[] {
  if (resource_type === undefined || type === undefined || public_id === undefined) return [];
  return [referenceOf({ resource_type, type, public_id, asset_id })];
}

/**
 * The resource type and delivery type that a delivery URL names, on any host. Used only to ask Cloudinary about an
 * asset: no bytes are fetched from a URL in a body.
 *
 * Source: https://cloudinary.com/documentation/image_transformations#transformation_url_structure
 */
const DELIVERY_URL =
  /^https?:\/\/[^/]+\/(?:[^/]+\/)?(?<resource_type>image|video|raw)\/(?<type>upload|private|authenticated)\//;

/** Moderation changed an asset's status, and may have withdrawn the original or given it back. */
const moderation = mapped(
  z.object({
    ...partialReference,
    moderation_kind: optional(name),
    moderation_status: optional(name),
    moderation_updated_at: optional(instant),
    secure_url: optional(text),
    url: optional(text),
  }),
  ({ moderation_kind: kind, moderation_status: status, moderation_updated_at: updated_at, ...rest }) => {
    const { secure_url, url, ...named } = rest;
    return withoutUndefined({
      status,
      decision: kind === undefined || status === undefined ? undefined : withoutUndefined({ kind, status, updated_at }),
      /** The delivery URL names resource type and delivery type, which the body itself lacks. */
      assets: referencesIn({ ...DELIVERY_URL.exec(secure_url ?? url ?? '')?.groups, ...withoutUndefined(named) }),
    });
  },
);

/** Makes no revision and changes no state, so the body is not read. */
const irrelevant = mapped(z.unknown(), () => ({}));

/**
 * Every notification that Cloudinary sends with a published shape: its body on the wire, and what it is parsed into.
 *
 * Source: https://cloudinary.com/documentation/notifications
 */
const BODIES = {
  /** A new original: an upload or an overwrite. If `bytes` is missing, the worker must ask Cloudinary. */
  upload: mapped(z.object({ ...description.shape, existing: optional(z.boolean()) }), ({ existing, ...wire }) => ({
    ...describedAsset(wire),
    /** The asset existed and the upload had `overwrite: false`, so nothing was stored. */
    existing: existing === true,
  })),
  delete: resourcesOf({ version: optional(wholeNumber) }, withoutUndefined),
  rename: mapped(
    z.object({
      ...identity,
      from_public_id: publicId,
      to_public_id: publicId,
      asset_folder: optional(text),
      display_name: optional(text),
    }),
    ({ from_public_id, to_public_id, asset_folder, display_name, ...asset }) => ({
      /** The asset under its old public_id. The delivery type may have changed too, which the body does not say. */
      asset: referenceOf({ ...asset, public_id: from_public_id }),
      to_public_id,
      details: withoutUndefined({ asset_folder, display_name }),
    }),
  ),
  move: changes(
    { from_asset_folder: optional(text), to_asset_folder: text, display_name: optional(text) },
    withoutUndefined,
  ),
  resource_tags_changed: changes(
    {
      added: z._default(texts, []),
      removed: z._default(texts, []),
      /** The whole set, if the notification gives it. */
      updated: optional(texts),
    },
    withoutUndefined,
  ),
  resource_context_changed: changes(
    { added: z._default(pairs, {}), updated: z._default(pairs, {}), removed: z._default(keys, []) },
    ({ added, updated, removed }) => ({ set: { ...added, ...updated }, removed }),
  ),
  resource_metadata_changed: changes(
    { previous_metadata: optional(record), new_metadata: record },
    ({ previous_metadata: previous, new_metadata: now }) => withoutUndefined({ previous, now }),
  ),
  resource_display_name_changed: changes(
    { previous_display_name: optional(text), new_display_name: text },
    ({ previous_display_name: previous, new_display_name: now }) => withoutUndefined({ previous, now }),
  ),
  access_control_changed: changes(
    { previous_access_control: optional(accessControl), new_access_control: accessControl },
    ({ previous_access_control: previous, new_access_control: now }) => withoutUndefined({ previous, now }),
  ),
  /** A whole folder moved: every asset below it has another `asset_folder`, without an event of its own. */
  move_or_rename_asset_folder: z.object({ from_path: text, to_path: text }),
  moderation,
  /** What several kinds of moderation decided together. Its body is unpublished, except that it resembles the others. */
  moderation_summary: moderation,
  eager: irrelevant,
  create_folder: irrelevant,
  delete_folder: irrelevant,
  explode: irrelevant,
  multi: irrelevant,
  /** Names the asset whose relations changed, and none of the others. */
  related_assets: mapped(z.object(partialReference), (named) => ({ assets: hintsIn(named) })),
  proof_status_changed: irrelevant,
};

/** An asset as far as a body of unpublished shape names it: an `asset_id`, a complete identity, or both. */
export type AssetHint = AssetReference | { readonly asset_id: string };

function hintsIn(named: PartialReference): readonly AssetHint[] {
  const whole = referencesIn(named);
  return whole.length > 0 || named.asset_id === undefined ? whole : [{ asset_id: named.asset_id }];
}

const hints = z.catch(mapped(z.object(partialReference), hintsIn), []);

/** A new type, or one whose body Cloudinary has not published, with all assets that it recognisably names. */
function opaqueBody(named: string) {
  const schema = z.object({ ...partialReference, resources: z.catch(z.pipe(listOfResources, z.array(hints)), []) });
  return mapped(schema, ({ resources, ...own }) => ({
    notification_type: 'opaque' as const,
    /** The type as the body names it. */
    named,
    assets: [...hintsIn(own), ...resources.flat()],
  }));
}

type OpaqueNotification = Envelope & z.output<ReturnType<typeof opaqueBody>>;

/** The answer to a call that has stored or changed nothing: it failed, or is not finished. */
export interface AnswerNotification extends Envelope {
  readonly notification_type: 'answer';
  /** The type as the body names it. */
  readonly named: string;
  readonly state: 'failed' | 'pending';
}

type PublishedType = keyof typeof BODIES;

/** A notification of a published shape. */
export type NotificationOf<Type extends PublishedType> = {
  [Each in Type]: Envelope & { readonly notification_type: Each } & z.output<(typeof BODIES)[Each]>;
}[Type];

/** Every notification that Cloudinary sends. */
export type Notification = NotificationOf<PublishedType> | OpaqueNotification | AnswerNotification;

/** What changed of one asset, in a notification that lists changed assets. */
export type ChangeOf<Type extends PublishedType> =
  NotificationOf<Type> extends { readonly resources: readonly { readonly change: infer Change }[] } ? Change : never;

const SCHEMAS: ReadonlyMap<string, z.ZodMiniType<object>> = new Map(Object.entries(BODIES));

/** The schema of a notification type's body. Unknown types and those of unpublished shape stay opaque. */
export function bodySchema(notificationType: string): z.ZodMiniType<object> {
  return SCHEMAS.get(notificationType) ?? opaqueBody(notificationType);
}
