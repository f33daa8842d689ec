import { withoutUndefined } from '../text/without-undefined.ts';
import type { AssetDetails } from './revision.ts';

/** The details among the fields of an entry or a row, which have them beside others. */
export function detailsOf(fields: AssetDetails): AssetDetails {
  const { tags, context, metadata, asset_folder, display_name } = fields;
  const { access_control, original_filename, created_at, coordinates } = fields;
  return withoutUndefined({
    tags,
    context,
    metadata,
    asset_folder,
    display_name,
    access_control,
    original_filename,
    created_at,
    coordinates,
  });
}
