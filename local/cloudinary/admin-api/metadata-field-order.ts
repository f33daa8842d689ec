import { endpoint } from '../http/endpoint.ts';
import { ApiError, ok } from '../http/reply.ts';
import type { MetadataField } from '../product-environment/metadata-field.ts';
import { describeFields } from './metadata-fields.ts';

/** Whether a call wants the reverse of the ascending order. */
export function isDescending(direction: string | undefined): boolean {
  if (direction !== undefined && direction !== 'asc' && direction !== 'desc') {
    throw new ApiError(400, `Invalid direction ${direction}`);
  }
  return direction === 'desc';
}

const KEYS: Record<string, (field: MetadataField) => string | number> = {
  label: ({ label }) => label,
  external_id: ({ external_id }) => external_id,
  created_at: ({ sequence }) => sequence,
};

/** `PUT /metadata_fields/order` (https://cloudinary.com/documentation/admin_api#reorder_metadata_fields). */
export const orderMetadataFields = endpoint(['order_by', 'direction'], ({ cloud, params }) => {
  const { metadataFields } = cloud.productEnvironment;
  const orderBy = params.filled('order_by') ?? '';
  const key = KEYS[orderBy];
  if (!key) throw new ApiError(400, `Invalid order_by ${orderBy}`);
  const ordered = [...metadataFields.values()].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  if (isDescending(params.filled('direction'))) ordered.reverse();
  metadataFields.clear();
  for (const field of ordered) metadataFields.set(field.external_id, field);
  return ok(describeFields(cloud));
});
