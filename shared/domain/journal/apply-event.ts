import { detailsKeptBy, detailsOf, mergedDetails } from '../asset/asset-details.ts';
import type { AssetDetails, Revision } from '../asset/revision.ts';
import { withoutUndefined } from '../text/without-undefined.ts';
import type {
  ContextEntry,
  JournalEntry,
  ObservedEntry,
  RenamedEntry,
  RevisionEntry,
  StoredBytes,
  TagsEntry,
} from './journal-entry.ts';
import type { AssetState, RevisionState } from './library-state.ts';

/** An event of one asset: any but the move of a whole folder. */
export type AssetEvent = Exclude<JournalEntry, { kind: 'folder-moved' }>;

function isSameRevision(a: Revision | undefined, b: Revision): boolean {
  return a !== undefined && a.version === b.version && a.etag === b.etag && a.bytes === b.bytes;
}

function revisionStateOf(revision: Revision & Partial<StoredBytes>): RevisionState {
  const { version, version_id, format, bytes, etag, key, sha256, verified, source } = revision;
  return withoutUndefined({ version, version_id, format, bytes, etag, key, sha256, verified, source });
}

/**
 * A new upload may have cleared the details that its notification does not carry, so they become unknown: all except
 * those that {@link detailsKeptBy} names. If the same revision is reported again, nothing is cleared, and what the later
 * report lacks is kept: Cloudinary's listings have no version_id.
 */
function withRevision(state: AssetState, entry: RevisionEntry): AssetState {
  const known = isSameRevision(state.revision, entry) ? state.revision : undefined;
  // Bytes that are in the bucket stay there, whatever the outcome of a later attempt.
  const outcome = known?.key !== undefined && entry.key === undefined ? 'already-stored' : entry.outcome;
  return {
    asset: state.asset,
    revision: { ...known, ...revisionStateOf(entry), outcome },
    details:
      known === undefined ? detailsAfterUpload(state.details, entry) : mergedDetails(state.details, detailsOf(entry)),
    ...(outcome === 'never-existed' && { deleted_at: entry.at }),
  };
}

/** A decision that was made about this upload is newer than the list in the upload's own notification. */
function detailsAfterUpload(before: AssetDetails, entry: RevisionEntry): AssetDetails {
  const { moderation, ...kept } = detailsKeptBy(entry.version, before);
  const details = { ...kept, ...detailsOf(entry) };
  return moderation === undefined ? details : mergedDetails(details, { moderation });
}

/** Whether two revisions have the same bytes, as far as is known: a rename may have changed the version. */
function hasBytesOf(a: Revision | undefined, b: Revision): boolean {
  return (
    a !== undefined &&
    a.bytes === b.bytes &&
    (a.etag !== undefined && b.etag !== undefined ? a.etag === b.etag : a.version === b.version)
  );
}

/**
 * A verify run asks for a revision because its bytes are not where they were. Its entry records where they are now, or
 * that they are nowhere. It makes no difference unless it is about the asset's latest revision.
 */
function withMending(state: AssetState, entry: RevisionEntry): AssetState {
  const { revision } = state;
  if (revision?.version !== entry.version || !hasBytesOf(revision, entry)) return state;
  const { key: _, sha256: __, verified: ___, source: ____, ...known } = revision;
  return { ...state, revision: { ...known, ...revisionStateOf(entry), outcome: entry.outcome } };
}

function withTags(details: AssetDetails, { change }: TagsEntry): AssetDetails {
  if (change.updated !== undefined) return { ...details, tags: change.updated };
  if (details.tags === undefined) return details;
  const kept = details.tags.filter((tag) => !change.removed.includes(tag) && !change.added.includes(tag));
  return { ...details, tags: [...kept, ...change.added] };
}

function withContext(details: AssetDetails, { change }: ContextEntry): AssetDetails {
  if (details.context === undefined) return details;
  const context = Object.entries({ ...details.context, ...change.set });
  return { ...details, context: Object.fromEntries(context.filter(([key]) => !change.removed.includes(key))) };
}

function withRename(state: AssetState, entry: RenamedEntry): AssetState {
  const { asset_folder, display_name, revision } = entry;
  return {
    ...state,
    asset: { ...state.asset, public_id: entry.to_public_id, type: entry.to_type ?? state.asset.type },
    ...(revision !== undefined && {
      revision: {
        ...(hasBytesOf(state.revision, revision) && state.revision),
        ...revisionStateOf(revision),
        // If the rename stored a copy, the revision is stored, whatever its outcome was before.
        ...(revision.key !== undefined && { outcome: 'stored' as const }),
      },
    }),
    details: { ...state.details, ...withoutUndefined({ asset_folder, display_name }) },
  };
}

function withObservation(state: AssetState, entry: ObservedEntry): AssetState {
  if (entry.state === 'gone') return { ...state, deleted_at: entry.at };
  const { revision: observed = state.revision } = entry;
  const { asset, details } = state;
  return {
    asset,
    ...(observed !== undefined && {
      revision: { ...(isSameRevision(state.revision, observed) && state.revision), ...revisionStateOf(observed) },
    }),
    details: mergedDetails(details, entry.details ?? {}),
  };
}

/** The asset after an event of its own. */
export function applyEvent(state: AssetState, entry: AssetEvent): AssetState {
  const { details } = state;
  switch (entry.kind) {
    case 'revision':
      return entry.origin === 'verify' ? withMending(state, entry) : withRevision(state, entry);
    case 'deleted':
      return { ...state, deleted_at: entry.at };
    case 'renamed':
      return withRename(state, entry);
    case 'observed':
      return withObservation(state, entry);
    case 'moved': {
      const { to_asset_folder: asset_folder, display_name } = entry;
      return { ...state, details: { ...details, ...withoutUndefined({ asset_folder, display_name }) } };
    }
    case 'tags':
      return { ...state, details: withTags(details, entry) };
    case 'context':
      return { ...state, details: withContext(details, entry) };
    case 'moderation':
      return { ...state, details: mergedDetails(details, { moderation: [entry.change.now] }) };
    case 'metadata':
    case 'display_name':
    case 'access_control':
      // Each of these kinds is named after the detail that it sets.
      return { ...state, details: { ...details, [entry.kind]: entry.change.now } };
  }
}
