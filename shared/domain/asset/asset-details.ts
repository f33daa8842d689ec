import { millisecondsOf } from '../text/instant.ts';
import { withoutUndefined } from '../text/without-undefined.ts';
import type { AssetDetails, Moderation } from './revision.ts';

/** The details among the fields of a journal entry or an inventory row. */
export function detailsOf(fields: AssetDetails): AssetDetails {
  const { tags, context, metadata, asset_folder, display_name } = fields;
  const { access_control, access_mode, moderation, related_assets } = fields;
  const { original_filename, created_at, coordinates } = fields;
  return withoutUndefined({
    tags,
    context,
    metadata,
    asset_folder,
    display_name,
    access_control,
    access_mode,
    moderation,
    related_assets,
    original_filename,
    created_at,
    coordinates,
  });
}

/** The newer of two decisions of one kind: the later one, or the one reported last unless both say when they were made. */
function newerOf(known: Moderation | undefined, reported: Moderation): Moderation {
  if (known === undefined) return reported;
  const { status, updated_at } = reported;
  const isOld = updated_at === undefined ? status === known.status : updated_at < (known.updated_at ?? '');
  return isOld ? known : reported;
}

/**
 * The decisions of moderation after some more were reported. A report may leave kinds out, as listings and
 * notifications do, so one that is missing still holds: what was rejected must not look as if it never had been.
 */
export function mergedModeration(
  known: readonly Moderation[] = [],
  reported: readonly Moderation[],
): readonly Moderation[] {
  const byKind = new Map(known.map((moderation) => [moderation.kind, moderation]));
  for (const moderation of reported) byKind.set(moderation.kind, newerOf(byKind.get(moderation.kind), moderation));
  return [...byKind.values()];
}

/** Details after some of them were reported again. */
export function mergedDetails(known: AssetDetails, reported: AssetDetails): AssetDetails {
  const { moderation } = reported;
  return {
    ...known,
    ...reported,
    ...(moderation !== undefined && { moderation: mergedModeration(known.moderation, moderation) }),
  };
}

/**
 * The details that another upload leaves alone: name, folder, time of creation, relations, and the decisions of
 * moderation that were made about it. The others become unknown unless its notification carries them.
 *
 * @param version of the upload: UNIX seconds, as precise as the times of decisions
 */
export function detailsKeptBy(version: number, details: AssetDetails): AssetDetails {
  const { asset_folder, display_name, created_at, related_assets, moderation } = details;
  const decided = moderation?.filter(({ updated_at = '' }) => millisecondsOf(updated_at) >= version * 1000) ?? [];
  return withoutUndefined({
    asset_folder,
    display_name,
    created_at,
    related_assets,
    moderation: decided.length > 0 ? decided : undefined,
  });
}
