import * as z from 'zod/mini';
import { type AssetReference, referenceOf } from '../asset/asset.ts';
import { withoutUndefined } from '../text/without-undefined.ts';
import { describedAsset, description } from './described-asset.ts';
import type { Envelope } from './envelope.ts';
import {
  accessControl,
  anything,
  identity,
  isRecord,
  mapped,
  name,
  optional,
  partialReference,
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

/** The assets of a body as a list: some types have an array, others an object keyed by public_id. */
const listOfResources = mapped(z.unknown(), (resources): unknown => {
  if (!isRecord(resources)) return resources;
  return Object.entries(resources).map(([public_id, value]) => (isRecord(value) ? { ...value, public_id } : value));
});

/** A body that lists assets, each with what `toRest` makes of the fields beside its reference. */
function resourcesOf<Shape extends z.core.$ZodLooseShape, Rest extends object>(
  shape: Shape,
  toRest: (fields: Fields<Shape>) => Rest,
) {
  const resource = mapped(z.object({ ...reference, ...shape }), (parsed) => {
    // The compiler cannot take a shape apart that it does not know yet.
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

/** Lists of `{name, value}` or of plain keys, and maps: all three forms are in use. */
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

/** The asset that a body names, where it names it whole. */
function referencesIn({ resource_type, type, public_id, asset_id }: PartialReference): readonly AssetReference[] {
  if (resource_type === undefined || type === undefined || public_id === undefined) return [];
  return [referenceOf({ resource_type, type, public_id, asset_id })];
}

/**
 * The resource_type and delivery type that a delivery URL names, whichever host it has. Only ever used to ask Cloudinary
 * about an asset: no bytes are fetched from a URL that a body carries.
 *
 * Source: https://cloudinary.com/documentation/image_transformations#transformation_url_structure
 */
const DELIVERY_URL =
  /^https?:\/\/[^/]+\/(?:[^/]+\/)?(?<resource_type>image|video|raw)\/(?<type>upload|private|authenticated)\//;

/** Makes no revision and changes no state: the body is not looked at. */
const irrelevant = mapped(z.unknown(), () => ({}));

/**
 * Every notification of a published shape that Cloudinary sends: its body on the wire, and what becomes of it.
 *
 * Source: https://cloudinary.com/documentation/notifications
 */
const BODIES = {
  /** A new original: an upload or an overwrite. Where `bytes` is missing, Cloudinary has to be asked. */
  upload: mapped(z.object({ ...description.shape, existing: optional(z.boolean()) }), ({ existing, ...wire }) => ({
    ...describedAsset(wire),
    /** `overwrite: false` met an existing asset, and nothing was stored. */
    existing: existing === true,
  })),
  delete: resourcesOf({ version: optional(wholeNumber) }, withoutUndefined),
  rename: mapped(
    z.object({
      ...identity,
      from_public_id: name,
      to_public_id: name,
      asset_folder: optional(text),
      display_name: optional(text),
    }),
    ({ from_public_id, to_public_id, asset_folder, display_name, ...asset }) => ({
      /** Under its old public_id; the delivery type may have changed too, which the body does not say. */
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
      /** The whole set, where the notification gives it. */
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
  /** A whole folder went elsewhere: every asset below it has another `asset_folder`, with no event of its own. */
  move_or_rename_asset_folder: z.object({ from_path: text, to_path: text }),
  /** Moderation changed an asset's status; it may have taken the original away or given it back. */
  moderation: mapped(
    z.object({
      ...partialReference,
      moderation_status: optional(text),
      secure_url: optional(text),
      url: optional(text),
    }),
    ({ moderation_status, secure_url, url, ...named }) =>
      withoutUndefined({
        moderation_status,
        /** By what the delivery URL names too, as the body itself has neither resource_type nor type. */
        assets: referencesIn({ ...DELIVERY_URL.exec(secure_url ?? url ?? '')?.groups, ...withoutUndefined(named) }),
      }),
  ),
  eager: irrelevant,
  create_folder: irrelevant,
  delete_folder: irrelevant,
  explode: irrelevant,
  multi: irrelevant,
  related_assets: irrelevant,
  proof_status_changed: irrelevant,
};

/** An asset as far as a body of unpublished shape names it: an `asset_id`, or a whole identity, or both. */
export type AssetHint = AssetReference | { readonly asset_id: string };

function hintsIn(named: PartialReference): readonly AssetHint[] {
  const whole = referencesIn(named);
  return whole.length > 0 || named.asset_id === undefined ? whole : [{ asset_id: named.asset_id }];
}

const hints = z.catch(mapped(z.object(partialReference), hintsIn), []);

/** A type whose body Cloudinary has not published, or one that is new, with whatever assets it can be seen to name. */
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

type PublishedType = keyof typeof BODIES;

/** A notification of a published shape. */
export type NotificationOf<Type extends PublishedType> = {
  [Each in Type]: Envelope & { readonly notification_type: Each } & z.output<(typeof BODIES)[Each]>;
}[Type];

/** Every notification that Cloudinary sends. */
export type Notification = NotificationOf<PublishedType> | OpaqueNotification;

/** What changed of one asset, in a notification that lists changed assets. */
export type ChangeOf<Type extends PublishedType> =
  NotificationOf<Type> extends { readonly resources: readonly { readonly change: infer Change }[] } ? Change : never;

const SCHEMAS: ReadonlyMap<string, z.ZodMiniType<object>> = new Map(Object.entries(BODIES));

/** What reads the body of a notification type; unknown types and those of unpublished shape stay opaque. */
export function bodySchema(notificationType: string): z.ZodMiniType<object> {
  return SCHEMAS.get(notificationType) ?? opaqueBody(notificationType);
}
