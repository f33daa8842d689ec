/** Parts of Cloudinary's API, and the tests about them. The first that fits a test is its area. */
const AREAS: readonly (readonly [string, RegExp])[] = [
  ['metadata rules', /^test_metadata_rules\./],
  ['metadata fields', /^test_metadata\./],
  ['search', /^test_search\.|visual_search/],
  ['streaming profiles', /^test_streaming_profiles\./],
  ['triggers', /^test_triggers\./],
  ['notifications', /^test_notifications\.|notification_params/],
  ['archives', /^test_archive\.|zip/],
  ['authorisation', /^test_api_authorization\.|oauth/],
  [
    'transport',
    /^test_request_id\.|http_connector|extra_headers|test_header|timeout|response_metadata|escapes|image_len/i,
  ],
  ['image processing', /breakpoints|eager|quality|derived(?!_by)|sprite|multi$|slideshow|test_text|explode|eval_/],
  ['transformations', /transformation/],
  ['presets', /preset/],
  ['mappings', /mapping/],
  ['related assets', /related_assets/],
  ['restore and versions', /restore|versions|backed_up/],
  ['folders', /folder/],
  ['usage', /usage/],
  ['config', /test_config|resource_types/],
  ['add-ons', /ocr|categorization|detection|background_removal|auto_transcription|raw_conversion|analyze$/],
  ['metadata', /(?<!resource_)metadata/],
  ['access', /access_control|publish/],
  ['moderation', /moderation/],
  ['delete', /delete/],
  ['context', /context/],
  ['explicit', /explicit/],
  ['rename', /rename/],
  ['update', /update|clear_invalid|various_resource/],
  ['tags', /tags/],
  ['listings', /^test_api\..*(resources|resource_|start_at)|resource_metadata|resource_by_asset_id/],
  ['uploads', /^test_uploader\./],
  ['update', /^test_api\./],
];

/** Which part of Cloudinary's API a test is about. */
export function areaOf(name: string): string {
  return AREAS.find(([, tests]) => tests.test(name))?.[0] ?? 'other';
}
