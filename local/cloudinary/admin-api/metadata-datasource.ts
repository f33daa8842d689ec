import type { ApiCall } from '../http/api-call.ts';
import { endpoint } from '../http/endpoint.ts';
import { readJson } from '../http/read-json.ts';
import { ApiError, existing, ok, type Reply } from '../http/reply.ts';
import {
  DATASOURCE,
  type DatasourceEntry,
  type MetadataField,
  mergeEntries,
} from '../product-environment/metadata-field.ts';
import { isDescending } from './metadata-field-order.ts';
import { namedField } from './metadata-fields.ts';
import { maxResults } from './page.ts';

const SEARCH_SIZES = { largest: 500, standard: 100 };

function datasourceOf(field: MetadataField): NonNullable<MetadataField['datasource']> {
  if (!field.datasource) throw new ApiError(400, `Field ${field.external_id} has no datasource`);
  return field.datasource;
}

/** The answers about a datasource give its active entries, without their state, as the official SDKs' tests expect. */
function answer(entries: readonly DatasourceEntry[]): Reply {
  const active = entries.filter(({ state }) => state === 'active');
  return ok({ values: active.map(({ external_id, value }) => ({ external_id, value })) });
}

/** `PUT …/datasource`: changes values and adds entries; those left out stay. */
export const updateDatasource = endpoint(['values'], (call) => {
  const datasource = datasourceOf(namedField(call));
  const changes = readJson(DATASOURCE, call.json);
  datasource.values = mergeEntries(datasource.values, changes, () => call.cloud.random.hex(20));
  return answer(datasource.values);
});

/** Active entries whose value has `term` in it, or is it; the names of the parameters are those of @cloudinary/structured-metadata. */
function entriesFound({ params }: ApiCall, field: MetadataField): DatasourceEntry[] {
  const term = (params.get('term') ?? '').toLowerCase();
  const isExact = params.flag('exact_match') === true;
  const fits = (value: string) => (isExact ? value.toLowerCase() === term : value.toLowerCase().includes(term));
  return (field.datasource?.values ?? []).filter(({ state, value }) => state === 'active' && fits(value));
}

/** `POST …/datasource/search`: entries of one field. */
export const searchDatasource = endpoint(['term', 'exact_match', 'max_results'], (call) => {
  const field = namedField(call);
  datasourceOf(field);
  return answer(entriesFound(call, field).slice(0, maxResults(call.params, SEARCH_SIZES)));
});

/** `POST /metadata_fields/datasource/search`: entries of every field. */
export const searchDatasources = endpoint(['term', 'max_results'], (call) => {
  const fields = [...call.cloud.productEnvironment.metadataFields.values()];
  const found = fields.flatMap((field) =>
    entriesFound(call, field).map(({ external_id, value }) => ({
      field_id: field.external_id,
      id: external_id,
      value,
    })),
  );
  return ok(found.slice(0, maxResults(call.params, SEARCH_SIZES)));
});

function setStates(call: ApiCall, state: DatasourceEntry['state']): Reply {
  const { values } = datasourceOf(namedField(call));
  const wanted = call.params.list('external_ids');
  const entries = wanted.map((id) =>
    existing(
      values.find((entry) => entry.external_id === id),
      id,
    ),
  );
  for (const entry of entries) entry.state = state;
  return answer(values);
}

/** `DELETE …/datasource`: makes entries inactive; assets keep them. */
export const deleteDatasourceEntries = endpoint(['external_ids'], (call) => setStates(call, 'inactive'));

/** `POST …/datasource_restore`: makes entries active again. */
export const restoreDatasourceEntries = endpoint(['external_ids'], (call) => setStates(call, 'active'));

/** `POST …/datasource/order`: by value, the only order there is. */
export const orderDatasource = endpoint(['order_by', 'direction'], (call) => {
  const datasource = datasourceOf(namedField(call));
  const orderBy = call.params.filled('order_by');
  if (orderBy !== 'value') throw new ApiError(400, `Invalid order_by ${orderBy}`);
  datasource.values = datasource.values.toSorted((a, b) => (a.value < b.value ? -1 : 1));
  if (isDescending(call.params.filled('direction'))) datasource.values.reverse();
  return answer(datasource.values);
});
