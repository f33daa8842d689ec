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

/** The identity and format under which an upload is stored. */
export interface UploadIdentity extends Identity {
  resource_type: ResourceType;
  format: string | undefined;
}

function baseName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');
}

function publicIdFor({ params, cloud }: ApiCall, name: string | undefined, resourceType: ResourceType): string {
  const prefix = params.flag('use_asset_folder_as_public_id_prefix')
    ? params.filled('asset_folder')
    : (params.filled('public_id_prefix') ?? params.filled('folder'));
  const withPrefix = (id: string) => (prefix ? `${prefix}/${id}` : id);
  const given = params.filled('public_id');
  if (given !== undefined) return withPrefix(given);
  const suffix = cloud.random.hex(20);
  const unique = params.flag('unique_filename') ?? true;
  const stem =
    params.flag('use_filename') && name !== undefined
      ? `${baseName(name)}${unique ? `_${suffix.slice(0, 6)}` : ''}`
      : suffix;
  const extension = extensionOf(name ?? '');
  return withPrefix(resourceType === 'raw' && extension !== undefined ? `${stem}.${extension}` : stem);
}

/**
 * `format`: converts images and videos.
 *
 * Source: github.com/cloudinary/cloudinary_js/issues/97
 */
function convertedFormat({ params }: ApiCall, resourceType: ResourceType): string | undefined {
  const wanted = params.filled('format');
  if (wanted === undefined) return undefined;
  const format = normalisedFormat(wanted);
  if (resourceTypeOf(format) === resourceType) return format;
  throw new ApiError(400, `Invalid value ${wanted} for parameter ${resourceType}_file_type`);
}

/**
 * `allowed_formats`: what would be stored in another format is refused; of raw files, the extension counts.
 *
 * Sources: github.com/cloudinary/pycloudinary/issues/266, github.com/cloudinary/cloudinary_gem/issues/591
 */
function refuseUnlessAllowed({ params }: ApiCall, resourceType: ResourceType, format: string | undefined): void {
  const names = params.list('allowed_formats').flatMap((formats) => formats.split(','));
  const allowed = names.filter((name) => name !== '').map(normalisedFormat);
  if (allowed.length === 0 || (format !== undefined && allowed.includes(format))) return;
  const kind = `${resourceType.charAt(0).toUpperCase()}${resourceType.slice(1)}`;
  const named = format === undefined ? 'An unknown file format' : `${kind} file format ${format}`;
  throw new ApiError(400, `${named} not allowed`);
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
  // An extension of another kind (a .txt uploaded as an image) says nothing about the format.
  const fitting = found !== undefined && resourceTypeOf(found) === resourceType ? found : fallback;
  const isRaw = resourceType === 'raw';
  const format = isRaw ? undefined : (convertedFormat(call, resourceType) ?? fitting);
  refuseUnlessAllowed(call, resourceType, isRaw ? extension : format);
  return {
    resource_type: resourceType,
    type: params.filled('type') ?? 'upload',
    public_id: publicIdFor(call, name, resourceType),
    format,
  };
}
