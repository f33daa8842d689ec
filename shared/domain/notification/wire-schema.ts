import * as z from 'zod';

/**
 * What notification bodies look like on the wire. Unknown fields pass; an optional field of the wrong type counts as
 * absent, as a revision must not be lost over a tag.
 */

const optional = <Schema extends z.ZodType>(schema: Schema) => schema.optional().catch(undefined);

const text = z.string();
const name = z.string().min(1);
/** Parts of keys and paths: nothing that Cloudinary uses comes near the limit. */
const shortName = z.string().min(1).max(64);
/** Not `z.record`, which drops the key `__proto__`: a public_id may be called so. */
const record = z.custom<Readonly<Record<string, unknown>>>(isRecord);
const md5 = z
  .string()
  .regex(/^[0-9a-f]{32}$/i)
  .transform((etag) => etag.toLowerCase());

/** A whole number, or the same in decimal digits. */
const wholeNumber = z.union([
  z.int().nonnegative(),
  z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number),
]);

const identity = { resource_type: shortName, type: shortName, asset_id: optional(name) };
const reference = z.object({ ...identity, public_id: name });
const stringMap = record.transform(stringsOf);
const accessControl = z.array(z.unknown()).nullable();

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function stringsOf(record: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, asText(value)]));
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

/** `{custom: {key: value}}` in upload bodies, plain maps elsewhere. */
const context = z.union([z.object({ custom: stringMap }).transform(({ custom }) => custom), stringMap]);

export const envelopeSchema = z.object({
  notification_type: name,
  timestamp: optional(text),
  notification_context: optional(
    z.object({
      triggered_at: optional(text),
      triggered_by: optional(z.object({ source: optional(text), id: optional(text) })),
    }),
  ),
  signature_key: optional(text),
});

export const uploadSchema = z.object({
  ...reference.shape,
  version: wholeNumber,
  version_id: optional(name),
  format: optional(shortName),
  bytes: optional(wholeNumber),
  etag: optional(md5),
  placeholder: optional(z.boolean()),
  existing: optional(z.boolean()),
  tags: optional(z.array(text)),
  context: optional(context),
  metadata: optional(record),
  asset_folder: optional(text),
  display_name: optional(text),
  access_control: optional(accessControl),
  original_filename: optional(text),
  created_at: optional(text),
  coordinates: optional(z.unknown()),
});

export const renameSchema = z.object({
  ...identity,
  from_public_id: name,
  to_public_id: name,
  asset_folder: optional(text),
  display_name: optional(text),
});

/** The assets of a body: an array, or an object keyed by public_id. */
const resourcesOf = <Shape extends z.core.$ZodLooseShape>(shape: Shape) => {
  const entry = z.object({ ...reference.shape, ...shape });
  return z.object({ resources: z.unknown().transform(listOfResources).pipe(z.array(entry)) });
};

function listOfResources(resources: unknown): unknown {
  if (!isRecord(resources)) return resources;
  return Object.entries(resources).map(([public_id, value]) => (isRecord(value) ? { ...value, public_id } : value));
}

/** Lists of `{name, value}` or of plain keys, and maps: all three forms are in use. */
const pairs = z.union([
  z
    .array(z.object({ name: text, value: z.unknown() }))
    .transform((list) => stringsOf(Object.fromEntries(list.map((pair) => [pair.name, pair.value])))),
  stringMap,
]);
const keys = z.union([
  z.array(text),
  z.array(z.object({ name: text })).transform((list) => list.map((pair) => pair.name)),
  record.transform(Object.keys),
]);

export const deleteSchema = resourcesOf({ version: optional(wholeNumber) });
export const moveSchema = resourcesOf({
  from_asset_folder: optional(text),
  to_asset_folder: text,
  display_name: optional(text),
});
export const tagsSchema = resourcesOf({
  added: z.array(text).default([]),
  removed: z.array(text).default([]),
  updated: optional(z.array(text)),
});
export const contextSchema = resourcesOf({
  added: pairs.default({}),
  updated: pairs.default({}),
  removed: keys.default([]),
});
export const metadataSchema = resourcesOf({
  previous_metadata: optional(record),
  new_metadata: record,
});
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
export const looseResourcesSchema = z.object({
  resources: z.unknown().transform(listOfResources).pipe(z.array(z.unknown())),
});
