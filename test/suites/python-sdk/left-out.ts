import type { Listed } from '../suite-test.ts';

/** Tests of what the simulated Cloudinary does not do. They run, and must fail. */
export const LEFT_OUT: Listed = [
  ['The SDK skips it itself', ['test_api.test19_delete_derived', 'test_api.test_folder_listing']],
  [
    'Add-ons',
    [
      'test_api.test22_raw_conversion',
      'test_api.test23_categorization',
      'test_api.test24_detection',
      'test_api.test32_background_removal',
      'test_uploader.test_background_removal',
      'test_uploader.test_categorization',
      'test_uploader.test_detection',
      'test_uploader.test_raw_conversion',
    ],
  ],
  [
    'Image processing: the pixels are not looked at',
    [
      'test_api.test07_b_resource_by_asset_id', // asks for a derived file of an eager transformation
      'test_api.test07_resource_metadata',
      'test_api.test07a_resource_quality_analysis',
      'test_uploader.test_quality_analysis',
      'test_uploader.test_explicit_responsive_breakpoints_cache',
      'test_uploader.test_responsive_breakpoints',
      'test_uploader.test_upload_responsive_breakpoints_cache',
    ],
  ],
  [
    'Image processing: new files made of others, or of text',
    [
      'test_uploader.test_generate_sprite',
      'test_uploader.test_download_sprite',
      'test_uploader.test_multi',
      'test_uploader.test_download_multi',
      'test_uploader.test_text',
    ],
  ],
  ['JavaScript that Cloudinary evaluates at uploads', ['test_uploader.test_eval_upload_parameter']],
  ['HTTP headers that deliveries add for an asset', ['test_uploader.test_header']],
  ['Archives', ['test_archive.test_archive_url', 'test_archive.test_create_archive']],
];
