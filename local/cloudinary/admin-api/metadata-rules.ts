import { endpoint } from '../http/endpoint.ts';
import { readJson } from '../http/read-json.ts';
import { existing, ok } from '../http/reply.ts';
import { CHANGED_RULE, type MetadataRule, NEW_RULE } from '../product-environment/metadata-rule.ts';

/** `GET /metadata_rules` (https://cloudinary.com/documentation/conditional_metadata_rules_api). */
export const listMetadataRules = endpoint([], ({ cloud }) => {
  return ok({ metadata_rules: [...cloud.productEnvironment.metadataRules.values()] });
});

/** `POST /metadata_rules`: the field that it decides over must exist. */
export const createMetadataRule = endpoint(Object.keys(NEW_RULE.shape), ({ cloud, json }) => {
  const { metadataFields, metadataRules } = cloud.productEnvironment;
  const definition = readJson(NEW_RULE, json);
  existing(metadataFields.get(definition.metadata_field_id), definition.metadata_field_id);
  const rule: MetadataRule = { external_id: cloud.random.hex(20), state: 'active', ...definition };
  metadataRules.set(rule.external_id, rule);
  return ok(rule);
});

/** `PUT /metadata_rules/:external_id`. */
export const updateMetadataRule = endpoint(Object.keys(CHANGED_RULE.shape), ({ cloud, json, path }) => {
  const rule = existing(cloud.productEnvironment.metadataRules.get(path.external_id), path.external_id);
  return ok(Object.assign(rule, readJson(CHANGED_RULE, json)));
});

/** `DELETE /metadata_rules/:external_id`. */
export const deleteMetadataRule = endpoint([], ({ cloud, path }) => {
  existing(cloud.productEnvironment.metadataRules.get(path.external_id), path.external_id);
  cloud.productEnvironment.metadataRules.delete(path.external_id);
  return ok({ message: 'ok' });
});
