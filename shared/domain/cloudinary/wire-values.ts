import * as z from 'zod/mini';
import { parseInstant } from '../text/instant.ts';

/** Values in notification bodies and in answers of the Admin API, as they are on the wire. */

type Fields = Readonly<Record<string, unknown>>;

/** An optional field of the wrong type counts as absent: no revision may be lost because of a tag. */
export function optional<Schema extends z.ZodMiniType>(schema: Schema) {
  return z.catch(z.optional(schema), undefined);
}

/** A schema whose output is mapped. */
export function mapped<Schema extends z.ZodMiniType, Mapped>(schema: Schema, map: (value: z.infer<Schema>) => Mapped) {
  return z.pipe(schema, z.transform(map));
}

export const text = z.string();
export const texts = z.array(text);
export const name = z.string().check(z.minLength(1));
/** No asset has a lone surrogate in its name: UTF-8 cannot carry it, so no call to Cloudinary could name the asset. */
export const publicId = name.check(z.refine((value) => value.isWellFormed()));

/**
 * A part of keys and paths. Cloudinary's are short words. With these lengths, and the public_id cut, a key stays within
 * S3's 1,024 bytes. `.` and `..` are none: in the path of a URL they lead elsewhere, however they are escaped.
 */
export function word(maxLength: number) {
  return z.string().check(z.regex(new RegExp(`^(?!\\.{1,2}$)[\\w.-]{1,${maxLength}}$`)));
}

const shortName = word(64);
/** Goes into the path of a URL. */
const assetId = name.check(z.refine((id) => id !== '.' && id !== '..'));

/** A whole number, as a number or in decimal digits. */
export const wholeNumber = z.union([
  z.int().check(z.nonnegative()),
  mapped(z.string().check(z.regex(/^\d{1,15}$/)), Number),
]);

/** What every body that names an asset must have; `asset_id` is missing from those from before 2021. */
export const identity = { resource_type: shortName, type: shortName, asset_id: optional(assetId) };
export const reference = { ...identity, public_id: publicId };
/** What names an asset in bodies that may name it incompletely. */
export const partialReference = {
  resource_type: optional(shortName),
  type: optional(shortName),
  public_id: optional(publicId),
  asset_id: optional(assetId),
};

/** A value of any shape, but of limited depth: JSON.parse reads deeper values than JSON.stringify can write. */
export const anything = z.unknown().check(z.refine((value) => isShallow(value)));
/** Not `z.record`, which drops the key `__proto__`: that is a valid public_id. */
export const record = z.custom<Fields>((value) => isRecord(value) && isShallow(value));
export const stringMap = mapped(record, stringsOf);
export const accessControl = z.nullable(z.array(anything));

/** A time; one that cannot be read counts as absent. */
export const instant = mapped(z.unknown(), parseInstant);

export function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The values as text: those that are not text already become JSON. */
export function stringsOf(values: Fields): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}

/** Far deeper than anything that Cloudinary sends, and far too shallow to overflow the stack when written as JSON. */
const MAX_DEPTH = 64;

/** Whether a value is shallow enough for every part of the pipeline to walk it. */
function isShallow(value: unknown, depth = MAX_DEPTH): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((member) => isShallow(member, depth - 1));
}
