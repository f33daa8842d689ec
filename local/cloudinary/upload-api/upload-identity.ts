import type { ApiCall } from '../http/api-call.ts';
import { ApiError } from '../http/reply.ts';
import type { Identity, ResourceType } from '../library/asset.ts';
import {
  extensionOf,
  normalisedFormat,
  REFUSED_EXTENSIONS,
  resourceTypeOf,
  sniffedFormat,
} from '../library/formats.ts';
import type { ReceivedFile } from './received-file.ts';

/** Under which identity and format an upload is stored. */
export interface UploadIdentity extends Identity {
  resource_type: ResourceType;
  format: string | undefined;
}

function baseName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');
}

function publicIdFor({ params, environment }: ApiCall, name: string | undefined, resourceType: ResourceType): string {
  const prefix = params.flag('use_asset_folder_as_public_id_prefix')
    ? params.filled('asset_folder')
    : (params.filled('public_id_prefix') ?? params.filled('folder'));
  const withPrefix = (id: string) => (prefix ? `${prefix}/${id}` : id);
  const given = params.filled('public_id');
  if (given !== undefined) return withPrefix(given);
  const suffix = environment.random.hex(20);
  const unique = params.flag('unique_filename') ?? true;
  const stem =
    params.flag('use_filename') && name !== undefined
      ? `${baseName(name)}${unique ? `_${suffix.slice(0, 6)}` : ''}`
      : suffix;
  const extension = extensionOf(name ?? '');
  return withPrefix(resourceType === 'raw' && extension !== undefined ? `${stem}.${extension}` : stem);
}

/** Decides identity and format from the path, the parameters, the file's name and its first bytes. */
export function uploadIdentity(call: ApiCall, { name, original }: ReceivedFile): UploadIdentity {
  const { params } = call;
  const [head = Buffer.alloc(0)] = original.read(0, Math.min(16, original.length));
  const extension = extensionOf(name ?? '') ?? extensionOf(params.get('public_id') ?? '');
  if (extension !== undefined && REFUSED_EXTENSIONS.has(extension)) {
    throw new ApiError(400, `Unsupported file extension ${extension}`);
  }
  const found = sniffedFormat(head) ?? (extension === undefined ? undefined : normalisedFormat(extension));
  const pathType = call.path.resource_type_or_auto;
  const resourceType =
    pathType === 'image' || pathType === 'video' || pathType === 'raw' ? pathType : resourceTypeOf(found);
  const fallback = resourceType === 'video' ? 'mp4' : 'jpg';
  const wanted = params.filled('format');
  // An extension of another kind (a .txt uploaded as an image) says nothing about the format.
  const fitting = found !== undefined && resourceTypeOf(found) === resourceType ? found : fallback;
  return {
    resource_type: resourceType,
    type: params.filled('type') ?? 'upload',
    public_id: publicIdFor(call, name, resourceType),
    format: resourceType === 'raw' ? undefined : wanted ? normalisedFormat(wanted) : fitting,
  };
}
