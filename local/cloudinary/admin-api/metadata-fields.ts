import type { ApiCall } from '../http/api-call.ts';
import { endpoint } from '../http/endpoint.ts';
import { readJson } from '../http/read-json.ts';
import { ApiError, existing, ok } from '../http/reply.ts';
import { CHANGED_FIELD, type MetadataField, mergeEntries, NEW_FIELD } from '../product-environment/metadata-field.ts';
import { checkedValue, isEmptyValue } from '../product-environment/metadata-value.ts';
import type { SimulatedCloud } from '../simulation.ts';

function describeField({ datasource, sequence: _, ...field }: MetadataField): Record<string, unknown> {
  if (!datasource) return field;
  return { ...field, datasource: { values: datasource.values.map((entry, position) => ({ ...entry, position })) } };
}

/** Every field, in order. */
export function describeFields({ productEnvironment }: SimulatedCloud): Record<string, unknown> {
  return { metadata_fields: [...productEnvironment.metadataFields.values()].map(describeField) };
}

/** The field that the path of a call names. */
export function namedField({ cloud, path }: ApiCall): MetadataField {
  const { metadataFields } = cloud.productEnvironment;
  return existing(metadataFields.get(path.external_id), path.external_id);
}

function withCheckedDefault(field: MetadataField): MetadataField {
  const { default_value } = field;
  return isEmptyValue(default_value) ? field : { ...field, default_value: checkedValue(field, default_value) };
}

/** `GET /metadata_fields` (https://cloudinary.com/documentation/admin_api#metadata_fields). */
export const listMetadataFields = endpoint([], ({ cloud }) => ok(describeFields(cloud)));

/** `GET /metadata_fields/:external_id`. */
export const metadataField = endpoint([], (call) => ok(describeField(namedField(call))));

/** `POST /metadata_fields`: refuses a default value that the field itself would refuse. */
export const createMetadataField = endpoint(Object.keys(NEW_FIELD.shape), ({ cloud, json }) => {
  const { metadataFields } = cloud.productEnvironment;
  const newId = () => cloud.random.hex(20);
  const {
    datasource,
    external_id = newId(),
    mandatory = false,
    validation = null,
    ...rest
  } = readJson(NEW_FIELD, json);
  if (metadataFields.has(external_id)) throw new ApiError(400, `external id ${external_id} already exists`);
  const hasDatasource = rest.type === 'enum' || rest.type === 'set';
  if (hasDatasource !== (datasource !== undefined))
    throw new ApiError(400, 'datasource is for enum and set, which need it');
  const field = withCheckedDefault({
    external_id,
    sequence: cloud.library.nextSequence(),
    mandatory,
    validation,
    ...rest,
    default_value: rest.default_value ?? null,
    ...(datasource && { datasource: { values: mergeEntries([], datasource, newId) } }),
  });
  metadataFields.set(external_id, field);
  return ok(describeField(field));
});

/** `PUT /metadata_fields/:external_id`. */
export const updateMetadataField = endpoint(Object.keys(CHANGED_FIELD.shape), (call) => {
  const field = namedField(call);
  const { external_id: _, type: __, datasource, ...changes } = readJson(CHANGED_FIELD, call.json);
  const newId = () => call.cloud.random.hex(20);
  const values = datasource && mergeEntries(field.datasource?.values ?? [], datasource, newId);
  const changed: MetadataField = Object.assign({ ...field }, changes, values && { datasource: { values } });
  Object.assign(field, withCheckedDefault(changed));
  return ok(describeField(field));
});

/** `DELETE /metadata_fields/:external_id`: assets keep no value of a field that is gone. */
export const deleteMetadataField = endpoint([], (call) => {
  const { external_id } = namedField(call);
  const { library, productEnvironment } = call.cloud;
  productEnvironment.metadataFields.delete(external_id);
  for (const asset of library.all()) {
    const { [external_id]: _, ...metadata } = asset.metadata;
    asset.metadata = metadata;
  }
  return ok({ message: 'ok' });
});
