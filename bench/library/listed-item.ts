import {
  currentRevisionOf,
  detailsOf,
  isTagged,
  type LibraryPlan,
  publicIdOf,
  referenceOf,
} from './generated-library.ts';

/**
 * An asset as the Admin API lists it, with tags, context and structured metadata.
 *
 * Source: https://cloudinary.com/documentation/admin_api#get_resources
 */
export function listedItem(plan: LibraryPlan, index: number): Readonly<Record<string, unknown>> {
  const { version, bytes, etag } = currentRevisionOf(plan, index);
  const { context, ...details } = detailsOf(plan, index, isTagged(plan, index));
  const path = `res.cloudinary.com/${plan.cloud}/image/upload/v${version}/${publicIdOf(index)}.jpg`;
  return {
    ...referenceOf(index),
    format: 'jpg',
    version,
    bytes,
    etag,
    width: 2400,
    height: 1600,
    backup: false,
    access_mode: 'public',
    url: `http://${path}`,
    secure_url: `https://${path}`,
    ...details,
    context: { custom: context },
  };
}
