import * as z from 'zod';
import { isEmptyValue } from './metadata-value.ts';

const COMPARISON = z.strictObject({
  metadata_field_id: z.string(),
  equals: z.union([z.string(), z.number()]).optional(),
  includes: z.array(z.string()).optional(),
  populated: z.boolean().optional(),
});

type Condition =
  | z.infer<typeof COMPARISON>
  | { and: Condition[] }
  | { or: Condition[] }
  // An empty condition, which the official SDKs' tests send for an inactive rule, holds for no asset.
  | Record<string, never>;

const CONDITION: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    COMPARISON,
    z.strictObject({ and: z.array(CONDITION) }),
    z.strictObject({ or: z.array(CONDITION) }),
    z.strictObject({}),
  ]),
);

const RESULT = z.strictObject({
  enable: z.boolean().optional(),
  set_mandatory: z.boolean().optional(),
  activate_values: z.union([z.literal('all'), z.strictObject({ external_ids: z.array(z.string()) })]).optional(),
  apply_value: z.strictObject({ value: z.unknown(), mode: z.literal('default').optional() }).optional(),
});

/** What creates a rule (https://cloudinary.com/documentation/conditional_metadata_rules_api). */
export const NEW_RULE = z.strictObject({
  metadata_field_id: z.string(),
  name: z.string(),
  condition: CONDITION,
  result: RESULT,
});

/** What changes a rule. */
export const CHANGED_RULE = NEW_RULE.extend({ state: z.enum(['active', 'inactive']) }).partial();

/** While its condition holds, the rule decides over one field: whether it is there, must be set, and with which values. */
export interface MetadataRule extends z.infer<typeof NEW_RULE> {
  external_id: string;
  state: 'active' | 'inactive';
}

/** Whether a condition holds for the metadata of an asset. */
export function holds(condition: Condition, metadata: Readonly<Record<string, unknown>>): boolean {
  if ('and' in condition) return condition.and.every((part) => holds(part, metadata));
  if ('or' in condition) return condition.or.some((part) => holds(part, metadata));
  if (!('metadata_field_id' in condition)) return false;
  const value = metadata[condition.metadata_field_id];
  const values: unknown[] = Array.isArray(value) ? value : [value];
  const { populated, equals, includes } = condition;
  return (
    (populated === undefined || populated !== isEmptyValue(value)) &&
    (equals === undefined || value === equals || (Array.isArray(value) && value.length === 1 && value[0] === equals)) &&
    (includes === undefined || includes.every((wanted) => values.includes(wanted)))
  );
}
