import type { AssetHint, Notification, RenameNotification, UploadNotification } from '../cloudinary/notification.ts';
import { eventId } from '../journal/event-id.ts';
import type { Instant } from '../text/instant.ts';
import { withoutUndefined } from '../text/without-undefined.ts';
import type { Job, RecordJob, RereadJob } from './job.ts';

/** What is to be done about a notification; nothing, for a reason that Cloudinary gets as its answer. */
export type Plan =
  | { readonly jobs: readonly [Job, ...Job[]] }
  | { readonly jobs: readonly []; readonly ignored: string };

/** What a notification leaves to its delivery. */
export interface Delivered {
  readonly cloud: string;
  /** When the delivery was signed: the event's time, where the body has none. */
  readonly signedAt: Instant;
}

/** Opaque types after which the asset is read anew, as they may have changed its bytes or its existence. */
const REREAD_TYPES: ReadonlySet<string> = new Set([
  'restore_asset_version',
  'info',
  'generate_archive',
  'delete_by_token',
]);

type RecordedEntry = RecordJob['entries'][number];
/** An entry but for what all entries of a notification share; distributes over the union. */
type EntryContent = RecordedEntry extends infer Entry
  ? Entry extends RecordedEntry
    ? Omit<Entry, 'id' | 'at' | 'cloud' | 'triggered_by'>
    : never
  : never;

function ignored(reason: string): Plan {
  return { jobs: [], ignored: reason };
}

/** A plan of these jobs, or of nothing for the given reason. */
function planOf(jobs: readonly Job[], otherwise: string): Plan {
  const [first, ...rest] = jobs;
  return first === undefined ? ignored(otherwise) : { jobs: [first, ...rest] };
}

/**
 * Decides what a notification asks for: a revision to copy, changes to record, an asset to read anew, or nothing.
 */
export function planJobs(notification: Notification, delivered: Delivered): Plan {
  const { at = delivered.signedAt, triggered_by } = notification;
  const event = withoutUndefined({ cloud: delivered.cloud, at, triggered_by });
  const record = (contents: readonly EntryContent[]): Plan => {
    const entries = contents.map((content) => ({ ...content, ...event, id: eventId(event.at, content) }));
    return planOf(
      entries.length === 0 ? [] : [{ v: 1, job: 'record', ...event, entries }],
      'the notification names no asset',
    );
  };
  const changes = <Kind extends EntryContent['kind'], Change>(
    kind: Kind,
    resources: readonly { asset: AssetReferenceOf; change: Change }[],
  ) => resources.map(({ asset, change }) => ({ kind, ...asset, change }));
  const reread = (assets: readonly AssetHint[], because: string): Plan =>
    planOf(
      assets.map((asset): RereadJob => ({ v: 1, job: 'reread', ...event, asset, because })),
      `${because}: the body names no asset that could be read anew`,
    );

  switch (notification.notification_type) {
    case 'upload':
      return planUpload(notification, event);
    case 'rename':
      return { jobs: [renameJob(notification, event)] };
    case 'delete':
      return record(
        notification.resources.map(({ asset, version }) =>
          withoutUndefined({ kind: 'deleted' as const, ...asset, version }),
        ),
      );
    case 'move':
      return record(notification.resources.map(({ asset, change }) => ({ kind: 'moved', ...asset, ...change })));
    case 'move_or_rename_asset_folder': {
      const { from_path, to_path } = notification;
      return record([{ kind: 'folder-moved', from_path, to_path }]);
    }
    case 'resource_tags_changed':
      return record(changes('tags', notification.resources));
    case 'resource_context_changed':
      return record(changes('context', notification.resources));
    case 'resource_metadata_changed':
      return record(changes('metadata', notification.resources));
    case 'resource_display_name_changed':
      return record(changes('display_name', notification.resources));
    case 'access_control_changed':
      return record(changes('access_control', notification.resources));
    case 'moderation':
      return notification.moderation_status === 'pending'
        ? ignored('moderation is pending: nothing has changed yet')
        : reread(notification.assets, 'moderation');
    case 'opaque':
      return REREAD_TYPES.has(notification.named)
        ? reread(notification.assets, notification.named)
        : ignored(`notifications of type ${notification.named} make no revision`);
    default:
      return ignored(`notifications of type ${notification.notification_type} make no revision`);
  }
}

type AssetReferenceOf = UploadNotification['asset'];
type Event = { cloud: string; at: Instant; triggered_by?: NonNullable<Notification['triggered_by']> };

function planUpload(upload: UploadNotification, event: Event): Plan {
  const { asset, revision, details } = upload;
  if (upload.placeholder) return ignored('the asset is a placeholder: its original is not there');
  if (upload.existing) return ignored('the upload met an existing asset and stored nothing');
  const { bytes } = revision;
  if (bytes === undefined) {
    return { jobs: [{ v: 1, job: 'reread', ...event, asset, because: 'upload' }] };
  }
  return { jobs: [{ v: 1, job: 'revision', ...event, asset, revision: { ...revision, bytes }, details }] };
}

function renameJob(rename: RenameNotification, event: Event): Job {
  const { asset, to_public_id, details } = rename;
  const { asset_folder, display_name } = details;
  const content = withoutUndefined({ kind: 'renamed', ...asset, to_public_id, asset_folder, display_name } as const);
  return { v: 1, job: 'rename', ...event, asset, renamed: { ...content, ...event, id: eventId(event.at, content) } };
}
