import * as z from 'zod/mini';
import { isShallow } from './is-shallow.ts';

/**
 * What notification bodies look like on the wire. Unknown fields pass; an optional field of the wrong type counts as
 * absent, as a revision must not be lost over a tag.
 */

function optional<Schema extends z.ZodMiniType>(schema: Schema) {
  return z.catch(z.optional(schema), undefined);
}

function mapped<Schema extends z.ZodMiniType, Mapped>(schema: Schema, map: (value: z.infer<Schema>) => Mapped) {
  return z.pipe(schema, z.transform(map));
}

const text = z.string();
const texts = z.array(text);
const name = z.string().check(z.minLength(1));
/** Repeated in every entry that a body leads to. */
const shortText = z.string().check(z.maxLength(256));
/**
 * Parts of keys and paths. Cloudinary's are short words; with the public_id cut, these lengths keep a key within S3's
 * 1,024 bytes.
 */
function word(maxLength: number) {
  return z.string().check(z.regex(new RegExp(`^[\\w.-]{1,${maxLength}}$`)));
}
const shortName = word(64);
/** Of any shape, but not of any depth: JSON.parse reads what JSON.stringify cannot write. */
const anything = z.unknown().check(z.refine((value) => isShallow(value)));
/** Not `z.record`, which drops the key `__proto__`: a public_id may be called so. */
const record = z.custom<Readonly<Record<string, unknown>>>((value) => isRecord(value) && isShallow(value));
const md5 = mapped(z.string().check(z.regex(/^[0-9a-f]{32}$/i)), (etag) => etag.toLowerCase());

/** A whole number, or the same in decimal digits. */
const wholeNumber = z.union([z.int().check(z.nonnegative()), mapped(z.string().check(z.regex(/^\d{1,15}$/)), Number)]);

const identity = { resource_type: shortName, type: shortName, asset_id: optional(name) };
const reference = z.object({ ...identity, public_id: name });
const stringMap = mapped(record, stringsOf);
const accessControl = z.nullable(z.array(anything));

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function stringsOf(values: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, asText(value)]));
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** `{custom: {key: value}}` in upload bodies, plain maps elsewhere. */
const context = z.union([mapped(z.object({ custom: stringMap }), ({ custom }) => custom), stringMap]);

export const envelopeSchema = z.object({
  // It is quoted in the answer to the delivery.
  notification_type: name.check(z.maxLength(64)),
  timestamp: optional(text),
  notification_context: optional(
    z.object({
      triggered_at: optional(text),
      triggered_by: optional(z.object({ source: optional(shortText), id: optional(shortText) })),
    }),
  ),
  signature_key: optional(text),
});

export const uploadSchema = z.object({
  ...reference.shape,
  version: wholeNumber,
  version_id: optional(name),
  format: optional(word(32)),
  bytes: optional(wholeNumber),
  etag: optional(md5),
  placeholder: optional(z.boolean()),
  existing: optional(z.boolean()),
  tags: optional(texts),
  context: optional(context),
  metadata: optional(record),
  asset_folder: optional(text),
  display_name: optional(text),
  access_control: optional(accessControl),
  original_filename: optional(text),
  created_at: optional(text),
  coordinates: optional(anything),
});

export const renameSchema = z.object({
  ...identity,
  from_public_id: name,
  to_public_id: name,
  asset_folder: optional(text),
  display_name: optional(text),
});

/** The assets of a body as a list: some types have an array, others an object keyed by public_id. */
const listOfResources = z.pipe(
  z.unknown(),
  z.transform((resources: unknown): unknown => {
    if (!isRecord(resources)) return resources;
    return Object.entries(resources).map(([public_id, value]) => (isRecord(value) ? { ...value, public_id } : value));
  }),
);

function resourcesOf<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const entry = z.object({ ...reference.shape, ...shape });
  return z.object({ resources: z.pipe(listOfResources, z.array(entry)) });
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
  mapped(record, (map) => Object.keys(map)),
]);

export const deleteSchema = resourcesOf({ version: optional(wholeNumber) });
export const moveSchema = resourcesOf({
  from_asset_folder: optional(text),
  to_asset_folder: text,
  display_name: optional(text),
});
export const tagsSchema = resourcesOf({
  added: z._default(texts, []),
  removed: z._default(texts, []),
  updated: optional(texts),
});
export const contextSchema = resourcesOf({
  added: z._default(pairs, {}),
  updated: z._default(pairs, {}),
  removed: z._default(keys, []),
});
export const metadataSchema = resourcesOf({ previous_metadata: optional(record), new_metadata: record });
export const displayNameSchema = resourcesOf({ previous_display_name: optional(text), new_display_name: text });
export const accessControlSchema = resourcesOf({
  previous_access_control: optional(accessControl),
  new_access_control: accessControl,
});

export const folderMoveSchema = z.object({ from_path: text, to_path: text });

export const moderationSchema = z.object({
  public_id: optional(name),
  resource_type: optional(shortName),
  type: optional(shortName),
  asset_id: optional(name),
  moderation_status: optional(text),
  secure_url: optional(text),
  url: optional(text),
});

/** Whatever identifies an asset in a body of unpublished shape. */
export const hintSchema = z.object({
  asset_id: optional(name),
  public_id: optional(name),
  resource_type: optional(shortName),
  type: optional(shortName),
});

/** A container of assets in a body of unpublished shape. */
export const looseResourcesSchema = z.object({ resources: z.pipe(listOfResources, z.array(z.unknown())) });
