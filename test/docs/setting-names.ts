import type * as z from 'zod';

/** A schema's definition: beside what all kinds have, what some have that hold other schemas. */
interface Definition extends z.core.$ZodTypeDef {
  readonly innerType?: z.core.$ZodType;
  readonly in?: z.core.$ZodType;
  readonly valueType?: z.core.$ZodType;
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
}

/**
 * The names of all settings of a schema, with those of the groups around them: `retry.baseSeconds`. Where names are the
 * operator's own, `<cloud>` stands for them.
 */
export function settingNames(schema: z.core.$ZodType, path: readonly string[] = []): readonly string[] {
  const { innerType, in: input, valueType, shape } = schema._zod.def as Definition; // the base type knows no kinds
  const wrapped = innerType ?? input;
  if (wrapped !== undefined) return settingNames(wrapped, path);
  if (valueType !== undefined) return settingNames(valueType, [...path, '<cloud>']);
  if (shape === undefined) return [path.join('.')];
  return Object.entries(shape).flatMap(([name, setting]) => settingNames(setting, [...path, name]));
}
