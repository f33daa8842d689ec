import type { AssetReference } from '../asset/asset.ts';
import type { AssetHint, Notification, NotificationOf } from '../cloudinary/notification.ts';
import { eventId } from '../journal/event-id.ts';
import type { Instant } from '../text/instant.ts';
import type { Job, RecordJob } from './job.ts';

/** The jobs that follow from a notification, or the reason why there are none, which Cloudinary gets as its answer. */
export type Plan =
  | { readonly jobs: readonly [Job, ...Job[]] }
  | { readonly jobs: readonly []; readonly ignored: string };

/** What the delivery of a notification adds to it. */
export interface Delivered {
  readonly cloud: string;
  /** When the delivery was signed: the event's time if the body has none. */
  readonly signedAt: Instant;
}

/** Opaque types after which the asset is read again, because they may have changed its bytes or deleted it. */
const REREAD_TYPES: ReadonlySet<string> = new Set([
  'restore_asset_version',
  'info',
  'generate_archive',
  'delete_by_token',
]);

/** What all jobs and entries of one notification share. */
type Event = Pick<RecordJob, 'cloud' | 'at' | 'triggered_by'>;
/** An entry without those fields; distributes over the union. */
type ContentOf<Entry> = Entry extends unknown ? Omit<Entry, 'id' | keyof Event> : never;
type EntryContent = ContentOf<RecordJob['entries'][number]>;

function ignored(reason: string): Plan {
  return { jobs: [], ignored: reason };
}

/** An entry for each asset, with all that the notification says about it. */
function contentsOf<Kind extends string, Resource extends { readonly asset: AssetReference }>(
  kind: Kind,
  resources: readonly Resource[],
) {
  return resources.map(({ asset, ...rest }) => ({ kind, ...asset, ...rest }));
}

/** When moderation decided, which its body says to the second: deliveries of one decision are one event. */
function decisionTime(notification: Notification): Instant | undefined {
  return 'decision' in notification ? notification.decision?.updated_at : undefined;
}

function entryOf<Content extends object>(content: Content, event: Event) {
  return { ...content, ...event, id: eventId(event.at, content) };
}

/**
 * Decides what follows from a notification: a revision to copy, changes to record, an asset to read again, or nothing.
 */
export function planJobs(notification: Notification, { cloud, signedAt }: Delivered): Plan {
  const { at = decisionTime(notification) ?? signedAt, triggered_by } = notification;
  const event: Event = { cloud, at, ...(triggered_by !== undefined && { triggered_by }) };
  const record = (contents: readonly EntryContent[]): Plan => {
    const entries = contents.map((content) => entryOf(content, event));
    if (entries.length === 0) return ignored('the notification names no asset');
    return { jobs: [{ v: 1, job: 'record', ...event, entries }] };
  };
  const reread = (assets: readonly AssetHint[], because: string): Plan => {
    const [first, ...rest] = assets.map((asset): Job => ({ v: 1, job: 'reread', ...event, asset, because }));
    if (first === undefined) return ignored(`${because}: the body names no asset that could be read again`);
    return { jobs: [first, ...rest] };
  };

  const decided = ({
    assets,
    decision,
    status,
    notification_type,
  }: NotificationOf<'moderation' | 'moderation_summary'>) => {
    const now = decision;
    const recorded = record(
      now === undefined ? [] : assets.map((asset) => ({ kind: 'moderation', ...asset, change: { now } }) as const),
    );
    // A decision may have withdrawn the original or given it back; a pending one has not.
    if (status === 'pending') return recorded;
    const again = reread(assets, notification_type);
    const [first, ...rest] = [...recorded.jobs, ...again.jobs];
    return first === undefined ? again : { jobs: [first, ...rest] as const };
  };

  switch (notification.notification_type) {
    case 'upload':
      return planUpload(notification, event);
    case 'rename':
      return { jobs: [renameJob(notification, event)] };
    case 'delete':
      return record(contentsOf('deleted', notification.resources));
    case 'move':
      return record(notification.resources.map(({ asset, change }) => ({ kind: 'moved', ...asset, ...change })));
    case 'move_or_rename_asset_folder': {
      const { from_path, to_path } = notification;
      return record([{ kind: 'folder-moved', from_path, to_path }]);
    }
    case 'resource_tags_changed':
      return record(contentsOf('tags', notification.resources));
    case 'resource_context_changed':
      return record(contentsOf('context', notification.resources));
    case 'resource_metadata_changed':
      return record(contentsOf('metadata', notification.resources));
    case 'resource_display_name_changed':
      return record(contentsOf('display_name', notification.resources));
    case 'access_control_changed':
      return record(contentsOf('access_control', notification.resources));
    case 'moderation':
    case 'moderation_summary':
      return decided(notification);
    case 'related_assets':
      return reread(notification.assets, 'related_assets');
    case 'answer': {
      const { named, state } = notification;
      return ignored(`the ${named} ${state === 'failed' ? 'failed' : 'is pending'}: nothing was stored or changed`);
    }
    case 'opaque':
      return REREAD_TYPES.has(notification.named)
        ? reread(notification.assets, notification.named)
        : ignored(`notifications of type ${notification.named} make no revision`);
    default:
      return ignored(`notifications of type ${notification.notification_type} make no revision`);
  }
}

function planUpload(upload: NotificationOf<'upload'>, event: Event): Plan {
  const { asset, revision, details } = upload;
  if (upload.placeholder) return ignored('the asset is a placeholder: its original is not there');
  if (upload.existing) return ignored('the upload met an existing asset and stored nothing');
  const { bytes, ...reported } = revision;
  if (bytes === undefined) {
    return {
      jobs: [{ v: 1, job: 'reread', ...event, asset, because: 'upload', reported: { revision: reported, details } }],
    };
  }
  return { jobs: [{ v: 1, job: 'revision', ...event, asset, revision: { ...revision, bytes }, details }] };
}

function renameJob({ asset, to_public_id, details }: NotificationOf<'rename'>, event: Event): Job {
  const content = { kind: 'renamed', ...asset, to_public_id, ...details } as const;
  return { v: 1, job: 'rename', ...event, asset, renamed: entryOf(content, event) };
}
