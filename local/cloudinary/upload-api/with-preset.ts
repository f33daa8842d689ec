import type { ApiCall } from '../http/api-call.ts';
import { Params } from '../http/params.ts';
import { ApiError } from '../http/reply.ts';
import type { UploadPreset } from '../product-environment/upload-preset.ts';

/** What an upload without a signature may say besides its preset, in the order in which Cloudinary's refusals list it. */
const UNSIGNED =
  'upload_preset,callback,public_id,folder,asset_folder,tags,context,metadata,face_coordinates,custom_coordinates,source,filename_override,manifest_transformation,manifest_json,template,template_vars,regions,public_id_prefix';
const ALLOWED = new Set([
  ...UNSIGNED.split(','),
  ...['api_key', 'cloud_name', 'file', 'resource_type', 'signature', 'timestamp'],
]);

/** Settings of several values, with what separates them: those of preset and call can be joined. */
const SEVERAL: Readonly<Record<string, string>> = { tags: ',', context: '|', metadata: '|' };

/** Settings that are no parameters of uploads. */
const OF_THE_PRESET = ['live', 'disallow_public_id'];

/** Refuses what only a signature allows, all of it in one message as Cloudinary does. */
function refuseWhatNeedsSignature(params: Params, preset: string | undefined): void {
  const refused = params.names().filter((name) => params.filled(name) && !ALLOWED.has(name));
  const messages = refused.map((name) => {
    const spelt = `${name.charAt(0).toUpperCase()}${name.slice(1)}`.replaceAll('_', ' ');
    return `${spelt} parameter is not allowed when using unsigned upload. Only ${UNSIGNED} upload parameters are allowed.`;
  });
  if (preset === undefined) messages.push('Upload preset must be specified when using unsigned upload');
  if (messages.length > 0) throw new ApiError(400, messages.join(', '));
}

/** The parameters that a preset decides: the rest of the call's stay. */
function decided(call: Params, { settings }: UploadPreset, isUnsigned: boolean, addsToSigned: boolean): Params {
  const decisions = new Params();
  // Without a signature nothing can be overwritten (https://cloudinary.com/documentation/upload_parameters).
  if (isUnsigned) decisions.add('overwrite', '0');
  for (const name of settings.names()) {
    if (OF_THE_PRESET.includes(name) || decisions.has(name)) continue;
    const separator = SEVERAL[name];
    const value = settings.get(name) ?? '';
    // An empty value is none: a signature does not cover it either.
    const given = call.filled(name) && call.list(name).join(',');
    if (!given) decisions.add(name, value);
    else if (separator && (isUnsigned || addsToSigned)) decisions.add(name, `${value}${separator}${given}`);
    else if (isUnsigned) decisions.add(name, value);
  }
  return decisions;
}

/**
 * An upload with the settings of the preset that it names, else of the cloud's default. A signed call's own parameters
 * win over the preset's; without a signature the preset's win, tags, context and metadata are joined, and no asset is
 * overwritten. Throws a 400 for a preset that does not exist or needs a signature, and for what needs a signature.
 *
 * Source: https://cloudinary.com/documentation/upload_presets
 */
export function withPreset(call: ApiCall): ApiCall {
  const { cloud, params, cause } = call;
  const isUnsigned = cause.apiKey === undefined;
  const name =
    params.filled('upload_preset') ?? cloud.settings.defaultUploadPresets?.[isUnsigned ? 'unsigned' : 'signed'];
  if (isUnsigned) refuseWhatNeedsSignature(params, name);
  if (name === undefined) return call;
  const preset = cloud.productEnvironment.uploadPresets.get(name);
  if (!preset) throw new ApiError(400, 'Upload preset not found');
  if (isUnsigned && !preset.unsigned) throw new ApiError(400, 'Upload preset must be whitelisted for unsigned uploads');
  if (preset.settings.flag('disallow_public_id') && params.filled('public_id')) {
    throw new ApiError(400, 'Public id parameter is not allowed by the upload preset');
  }
  const all = params.changedBy(decided(params, preset, isUnsigned, cloud.behaviour.presetAddsToSigned));
  return { ...call, params: all, cause: { ...cause, notificationUrl: all.filled('notification_url') } };
}
