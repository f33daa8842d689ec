import * as z from 'zod/mini';

/** What stands in notification bodies and in answers of the Admin API, as it looks on the wire. */

type Fields = Readonly<Record<string, unknown>>;

/** An optional field of the wrong type counts as absent, as a revision must not be lost over a tag. */
export function optional<Schema extends z.ZodMiniType>(schema: Schema) {
  return z.catch(z.optional(schema), undefined);
}

/** A schema, and what becomes of its output. */
export function mapped<Schema extends z.ZodMiniType, Mapped>(schema: Schema, map: (value: z.infer<Schema>) => Mapped) {
  return z.pipe(schema, z.transform(map));
}

export const text = z.string();
export const texts = z.array(text);
export const name = z.string().check(z.minLength(1));

/**
 * Parts of keys and paths. Cloudinary's are short words; with the public_id cut, these lengths keep a key within S3's
 * 1,024 bytes.
 */
export function word(maxLength: number) {
  return z.string().check(z.regex(new RegExp(`^[\\w.-]{1,${maxLength}}$`)));
}

const shortName = word(64);

/** A whole number, or the same in decimal digits. */
export const wholeNumber = z.union([
  z.int().check(z.nonnegative()),
  mapped(z.string().check(z.regex(/^\d{1,15}$/)), Number),
]);

/** What every body must have that names an asset; `asset_id` is missing from those of before 2021. */
export const identity = { resource_type: shortName, type: shortName, asset_id: optional(name) };
export const reference = { ...identity, public_id: name };
/** What names an asset in bodies that may do so only in part. */
export const partialReference = {
  resource_type: optional(shortName),
  type: optional(shortName),
  public_id: optional(name),
  asset_id: optional(name),
};

/** Of any shape, but not of any depth: JSON.parse reads what JSON.stringify cannot write. */
export const anything = z.unknown().check(z.refine((value) => isShallow(value)));
/** Not `z.record`, which drops the key `__proto__`: a public_id may be called so. */
export const record = z.custom<Fields>((value) => isRecord(value) && isShallow(value));
export const stringMap = mapped(record, stringsOf);
export const accessControl = z.nullable(z.array(anything));

export function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Values that are not text as JSON. */
export function stringsOf(values: Fields): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}

/** Far deeper than anything that Cloudinary sends, and far from what overflows the stack when it is written as JSON. */
const MAX_DEPTH = 64;

/** Whether a value is nested so little that every part of the pipeline can walk it. */
function isShallow(value: unknown, depth = MAX_DEPTH): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((member) => isShallow(member, depth - 1));
}
