import { ApiError } from '../http/reply.ts';
import type { MetadataField } from './metadata-field.ts';
import { holds, type MetadataRule } from './metadata-rule.ts';
import { checkedValue, isEmptyValue } from './metadata-value.ts';
import type { ProductEnvironment } from './product-environment.ts';

type Metadata = Record<string, unknown>;

function refuseValuesBesides(allowed: readonly string[], field: MetadataField, value: unknown): void {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  const refused = values.find((item) => typeof item !== 'string' || !allowed.includes(item));
  if (refused === undefined) return;
  throw new ApiError(400, `Value ${String(refused)} of field ${field.external_id} is not active`);
}

/** Sets the default of a field, and refuses what the rules that hold forbid. */
function resolveField(field: MetadataField, results: MetadataRule['result'][], metadata: Metadata, isNew: boolean) {
  const { external_id: id } = field;
  const last = <K extends keyof MetadataRule['result']>(name: K) =>
    results.findLast((result) => result[name] !== undefined)?.[name];
  const enabled = last('enable') ?? !field.default_disabled;
  if (!enabled) {
    if (!isEmptyValue(metadata[id])) throw new ApiError(400, `Metadata field ${id} is disabled`);
    return;
  }
  const applied = last('apply_value');
  const fallback = applied ? applied.value : isNew ? field.default_value : undefined;
  if (isEmptyValue(metadata[id]) && !isEmptyValue(fallback)) metadata[id] = checkedValue(field, fallback);
  if (isEmptyValue(metadata[id])) {
    if (last('set_mandatory') ?? field.mandatory) throw new ApiError(400, `Metadata field ${id} is mandatory`);
    return;
  }
  const active = last('activate_values');
  if (active !== undefined && active !== 'all') refuseValuesBesides(active.external_ids, field, metadata[id]);
}

/**
 * The metadata of an asset after a change. Once a field is defined, throws a 400 for a field that is not, for a value
 * that its field refuses, for a mandatory field without a value, and for what the rules forbid. A new upload gets
 * default values. Without any definition, every field and value is taken.
 */
export function resolveMetadata(
  { metadataFields, metadataRules }: ProductEnvironment,
  before: Readonly<Metadata>,
  changes: Readonly<Metadata>,
  isNew = false,
): Metadata {
  const metadata: Metadata = { ...before, ...changes };
  if (metadataFields.size === 0) return metadata;
  for (const [id, value] of Object.entries(changes)) {
    const field = metadataFields.get(id);
    if (!field) throw new ApiError(400, `Metadata field ${id} does not exist`);
    if (isEmptyValue(value)) delete metadata[id];
    else metadata[id] = checkedValue(field, value);
  }
  // In order, so that the default of one field may make the condition of a later one hold.
  for (const field of metadataFields.values()) {
    const rules = [...metadataRules.values()].filter(
      (rule) =>
        rule.state === 'active' && rule.metadata_field_id === field.external_id && holds(rule.condition, metadata),
    );
    resolveField(
      field,
      rules.map((rule) => rule.result),
      metadata,
      isNew,
    );
  }
  return metadata;
}
