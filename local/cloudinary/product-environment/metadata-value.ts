import { ApiError } from '../http/reply.ts';
import type { DatasourceEntry, MetadataField, MetadataValidation } from './metadata-field.ts';

function satisfies(value: string | number, validation: MetadataValidation): boolean {
  if (validation.type === 'and') return validation.rules.every((rule) => satisfies(value, rule));
  if (validation.type === 'strlen') {
    const { length } = String(value);
    return length >= (validation.min ?? 0) && length <= (validation.max ?? Number.POSITIVE_INFINITY);
  }
  // Dates are written so that they sort as text.
  const limit = typeof value === 'number' ? Number(validation.value) : String(validation.value);
  if (value === limit) return validation.equals === true;
  return validation.type === 'greater_than' ? value > limit : value < limit;
}

function isDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) && text.length === 10;
}

function entryId(field: MetadataField, wanted: unknown): string {
  const entries = field.datasource?.values ?? [];
  const entry = entries.find(({ external_id }) => external_id === wanted);
  if (entry?.state === 'active') return entry.external_id;
  if (typeof wanted === 'string' && entry === undefined && field.allow_dynamic_list_values) {
    const added: DatasourceEntry = { external_id: wanted, value: wanted, state: 'active' };
    field.datasource = { values: [...entries, added] };
    return wanted;
  }
  throw new ApiError(400, `Value ${String(wanted)} is invalid for field ${field.external_id}`);
}

/** The value is empty: it clears the field. */
export function isEmptyValue(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/** A value as the field stores it. Throws a 400 for one that its type, datasource or validation refuses. */
export function checkedValue(field: MetadataField, value: unknown): string | number | string[] {
  if (field.type === 'set') return (Array.isArray(value) ? value : [value]).map((item) => entryId(field, item));
  if (field.type === 'enum') return entryId(field, value);
  const refused = new ApiError(400, `Value ${JSON.stringify(value)} is invalid for field ${field.external_id}`);
  if (typeof value !== 'string' && typeof value !== 'number') throw refused;
  if (field.type === 'integer' && !Number.isInteger(Number(value))) throw refused;
  if (field.type === 'date' && !isDate(String(value))) throw refused;
  const stored = field.type === 'integer' ? Number(value) : String(value);
  if (field.validation && !satisfies(stored, field.validation)) throw refused;
  return stored;
}
