import * as z from 'zod';

const ENTRY = z.strictObject({
  external_id: z.string().optional(),
  value: z.string(),
  state: z.enum(['active', 'inactive']).optional(),
  position: z.int().optional(),
});

const LIMIT = z.union([z.number(), z.string()]);
const SIMPLE_VALIDATION = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('greater_than'), value: LIMIT, equals: z.boolean().optional() }),
  z.strictObject({ type: z.literal('less_than'), value: LIMIT, equals: z.boolean().optional() }),
  z.strictObject({ type: z.literal('strlen'), min: z.int().optional(), max: z.int().optional() }),
]);
const VALIDATION = z.union([
  SIMPLE_VALIDATION,
  z.strictObject({ type: z.literal('and'), rules: z.array(SIMPLE_VALIDATION) }),
]);

const CHANGEABLE = {
  label: z.string().min(1),
  mandatory: z.boolean(),
  default_value: z.unknown(),
  default_disabled: z.boolean(),
  validation: VALIDATION.nullable(),
  restrictions: z.record(z.string(), z.unknown()),
  allow_dynamic_list_values: z.boolean(),
};

/** A datasource as requests carry it. */
export const DATASOURCE = z.strictObject({ values: z.array(ENTRY) });

/** What creates a field (https://cloudinary.com/documentation/admin_api#create_a_metadata_field). */
export const NEW_FIELD = z
  .strictObject({ ...CHANGEABLE, datasource: DATASOURCE })
  .partial()
  .extend({
    external_id: z.string().min(1).optional(),
    type: z.enum(['string', 'integer', 'date', 'enum', 'set']),
    label: CHANGEABLE.label,
  });

/** What changes a field: `external_id` and `type` are accepted and ignored, as the official SDKs' tests expect. */
export const CHANGED_FIELD = z
  .strictObject({ ...CHANGEABLE, datasource: DATASOURCE, external_id: z.string(), type: z.string() })
  .partial();

/** What values of a field must satisfy. */
export type MetadataValidation = z.infer<typeof VALIDATION>;

/** One of the values that an enum or a set may have. */
export interface DatasourceEntry {
  external_id: string;
  value: string;
  /** A deleted entry becomes inactive and can be restored. */
  state: 'active' | 'inactive';
}

/** A structured metadata field (https://cloudinary.com/documentation/admin_api#generic_structure_of_a_metadata_field). */
export interface MetadataField {
  external_id: string;
  /** Order of creation. */
  sequence: number;
  type: z.infer<typeof NEW_FIELD>['type'];
  label: string;
  mandatory: boolean;
  default_value: unknown;
  default_disabled?: boolean | undefined;
  validation: MetadataValidation | null;
  restrictions?: Record<string, unknown> | undefined;
  allow_dynamic_list_values?: boolean | undefined;
  /** Of enums and sets only. */
  datasource?: { values: DatasourceEntry[] };
}

/** Adds entries to a datasource, and gives those that exist a new value. Entries without an id get one. */
export function mergeEntries(
  entries: readonly DatasourceEntry[],
  changes: z.infer<typeof DATASOURCE>,
  newId: () => string,
): DatasourceEntry[] {
  const merged = new Map(entries.map((entry) => [entry.external_id, entry]));
  for (const { external_id = newId(), value, state = 'active' } of changes.values) {
    merged.set(external_id, { external_id, value, state });
  }
  return [...merged.values()];
}
