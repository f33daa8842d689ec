import type { ApiCall } from '../http/api-call.ts';
import { endpoint } from '../http/endpoint.ts';
import { ApiError, existing, ok } from '../http/reply.ts';
import {
  describeSettings,
  PRESET_SETTINGS,
  presetSettings,
  type UploadPreset,
} from '../product-environment/upload-preset.ts';
import { pageOfValues } from './page-of-values.ts';

function describe({ settings, ...preset }: UploadPreset): Record<string, unknown> {
  return { ...preset, settings: describeSettings(settings) };
}

function named({ cloud, path }: ApiCall): UploadPreset {
  return existing(cloud.productEnvironment.uploadPresets.get(path.name), path.name);
}

/** `GET /upload_presets`, the newest first (https://cloudinary.com/documentation/admin_api#upload_presets). */
export const listUploadPresets = endpoint(['max_results', 'next_cursor'], ({ cloud, params }) => {
  const presets = [...cloud.productEnvironment.uploadPresets.values()].reverse();
  return ok(pageOfValues(params, 'presets', presets.map(describe)));
});

/** `GET /upload_presets/:name`. The Python SDK may send `max_results`, which means nothing here. */
export const uploadPreset = endpoint(['max_results'], (call) => ok(describe(named(call))));

/** `POST /upload_presets`: makes up a name if it gets none. */
export const createUploadPreset = endpoint(['name', 'unsigned', ...PRESET_SETTINGS], ({ cloud, params }) => {
  const { uploadPresets } = cloud.productEnvironment;
  const name = params.filled('name') ?? cloud.random.hex(8);
  if (uploadPresets.has(name)) throw new ApiError(409, `Upload preset ${name} already exists`);
  const unsigned = params.flag('unsigned') ?? false;
  uploadPresets.set(name, { name, external_id: cloud.random.hex(32), unsigned, settings: presetSettings(params) });
  return ok({ message: 'created', name });
});

/** `PUT /upload_presets/:name`: whether settings that the call leaves out stay is a behaviour. */
export const updateUploadPreset = endpoint(['unsigned', ...PRESET_SETTINGS], (call) => {
  const preset = named(call);
  const changes = presetSettings(call.params);
  preset.settings = call.cloud.behaviour.presetUpdateKeepsSettings ? preset.settings.changedBy(changes) : changes;
  preset.unsigned = call.params.flag('unsigned') ?? preset.unsigned;
  return ok({ message: 'updated' });
});

/** `DELETE /upload_presets/:name`. */
export const deleteUploadPreset = endpoint([], (call) => {
  call.cloud.productEnvironment.uploadPresets.delete(named(call).name);
  return ok({ message: 'deleted' });
});
