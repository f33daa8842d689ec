import type { ApiCall } from '../http/api-call.ts';
import { endpoint } from '../http/endpoint.ts';
import { ApiError, existing, ok } from '../http/reply.ts';
import { pageOfValues } from './page-of-values.ts';

function required({ params }: ApiCall, name: string): string {
  const value = params.filled(name);
  if (value === undefined) throw new ApiError(400, `Missing required parameter - ${name}`);
  return value;
}

/** The folder of a mapping and where it leads. Throws a 400 for a mapping by which nothing could be uploaded. */
function mappingIn(call: ApiCall): { folder: string; template: string } {
  const [folder, template] = [required(call, 'folder'), required(call, 'template')];
  if (/^\/|\/$/.test(folder)) throw new ApiError(400, `Not simulated: folder ${folder} with a slash at an end`);
  if (!/^(https?|s3):\/\/[^/]/.test(template)) throw new ApiError(400, `Not simulated: template ${template}`);
  return { folder, template };
}

/** `GET /upload_mappings`: one by `folder`, or all (https://cloudinary.com/documentation/admin_api#upload_mappings). */
export const listUploadMappings = endpoint(['folder', 'max_results', 'next_cursor'], ({ cloud, params }) => {
  const { uploadMappings } = cloud.productEnvironment;
  const folder = params.filled('folder');
  if (folder !== undefined) return ok({ folder, template: existing(uploadMappings.get(folder), folder) });
  const mappings = [...uploadMappings].map(([folder, template]) => ({ folder, template }));
  return ok(pageOfValues(params, 'mappings', mappings));
});

/** `POST /upload_mappings`. */
export const createUploadMapping = endpoint(['folder', 'template'], (call) => {
  const { uploadMappings } = call.cloud.productEnvironment;
  const { folder, template } = mappingIn(call);
  if (uploadMappings.has(folder)) throw new ApiError(409, `Mapping for ${folder} already exists`);
  uploadMappings.set(folder, template);
  return ok({ message: 'created', folder });
});

/** `PUT /upload_mappings`. */
export const updateUploadMapping = endpoint(['folder', 'template'], (call) => {
  const { uploadMappings } = call.cloud.productEnvironment;
  const { folder, template } = mappingIn(call);
  existing(uploadMappings.get(folder), folder);
  uploadMappings.set(folder, template);
  return ok({ message: 'updated' });
});

/** `DELETE /upload_mappings`. */
export const deleteUploadMapping = endpoint(['folder'], (call) => {
  const { uploadMappings } = call.cloud.productEnvironment;
  const folder = required(call, 'folder');
  existing(uploadMappings.get(folder), folder);
  uploadMappings.delete(folder);
  return ok({ message: 'deleted' });
});
