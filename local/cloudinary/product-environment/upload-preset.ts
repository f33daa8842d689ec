import { Params } from '../http/params.ts';
import { ApiError } from '../http/reply.ts';
import { detailsIn } from '../library/asset-details.ts';
import { transformationInfo } from './transformation-info.ts';

/** A named collection of upload parameters. */
export interface UploadPreset {
  name: string;
  /** What settings are kept under besides the name, which can be given to another preset later. */
  external_id: string;
  /** Whether uploads without a signature may name it. */
  unsigned: boolean;
  /** As an upload would send them. */
  settings: Params;
}

const FLAGS = new Set(
  'accessibility_analysis async auto_chaptering backup cinemagraph_analysis colors disallow_public_id discard_original_filename eager_async exif faces image_metadata invalidate live media_metadata overwrite phash quality_analysis return_delete_token unique_filename use_asset_folder_as_public_id_prefix use_filename use_filename_as_display_name visual_search'.split(
    ' ',
  ),
);

/**
 * What a preset can set: the parameters of uploads but for those that name one asset, and two of its own, `live` and
 * `disallow_public_id` (cloudinary_npm, `create_upload_preset`). A setting that uploads do not simulate is stored, and
 * refuses the uploads that would need it.
 */
export const PRESET_SETTINGS: readonly string[] = [
  ...FLAGS,
  ...'access_control access_mode allowed_formats asset_folder auto_tagging auto_transcription background_removal callback categorization context custom_coordinates detection display_name eager eager_notification_url eval face_coordinates filename_override folder format metadata moderation notification_url ocr on_success proxy public_id_prefix quality_override raw_convert responsive_breakpoints similarity_search tags transformation type'.split(
    ' ',
  ),
];

/** The settings among a request's parameters. Throws a 400 for one that no upload could use. */
export function presetSettings(params: Params): Params {
  const settings = new Params();
  for (const name of PRESET_SETTINGS) if (params.filled(name)) settings.add(name, params.list(name).join(','));
  for (const name of ['transformation', 'eager']) {
    // A client that sends what an answer gave would store a preset that alters uploads in another way.
    if (settings.get(name)?.includes('{')) throw new ApiError(400, `Invalid value for parameter ${name}`);
  }
  describeSettings(settings);
  return settings;
}

/** Settings as answers describe them: lists, objects and flags instead of text. */
export function describeSettings(settings: Params): Record<string, unknown> {
  const described: Record<string, unknown> = {};
  for (const name of settings.names()) described[name] = FLAGS.has(name) ? settings.flag(name) : settings.get(name);
  const allowed = settings.get('allowed_formats')?.split(',');
  const transformation = settings.get('transformation');
  const eager = settings.get('eager')?.split('|').map(transformationInfo);
  return {
    ...described,
    ...detailsIn(settings, 'any'),
    ...(allowed && { allowed_formats: allowed }),
    ...(transformation && { transformation: transformationInfo(transformation) }),
    ...(eager && { eager: eager.map((steps) => (steps.length === 1 ? steps[0] : steps)) }),
  };
}
