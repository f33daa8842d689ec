import type { Display } from '#local/display/display.ts';
import type { MediaLibrary, UploadOptions } from '#local/media/media-library.ts';
import type { SourceFile } from '#local/media/source-folder.ts';
import { type ExpectedChange, type ExpectedRevision, expectedRevision } from '#local/verification/expectations.ts';
import { type AssetIdentity, identityText } from '#shared/domain/asset/asset.ts';
import type { JournalEntry } from '#shared/domain/journal/journal-entry.ts';
import { padLeft, padRight } from '#shared/domain/text/display-width.ts';
import { secondsText, sizeText } from '#shared/domain/text/figure-text.ts';
import type { Arrival, Arrivals } from './arrivals.ts';

/** What an observed library needs. */
export interface Observation {
  readonly cloud: string;
  readonly library: MediaLibrary;
  readonly arrivals: Arrivals;
  readonly display: Display;
}

/** Options of an upload, and what is known about it beforehand. */
export interface UploadSettings extends UploadOptions {
  /** Its webhook is held back: do not wait for the object. If it is replaced meanwhile, it may be lost. */
  readonly unnoticed?: { readonly mayBeLost: boolean };
}

/** What is done to which asset, with its size or its change. */
interface Action {
  readonly name: 'upload' | 'uploads' | 'overwrite' | 'rename' | 'tags' | 'context' | 'delete' | 'webhooks';
  readonly asset: AssetIdentity;
  readonly size?: string;
  readonly change?: string;
}

/** A library whose every action is followed into the bucket and remembered for the verification. */
export type ObservedLibrary = ReturnType<typeof observedLibrary>;

/** Observes a library. */
export function observedLibrary({ cloud, library, arrivals, display }: Observation) {
  const revisions: ExpectedRevision[] = [];
  const changes: ExpectedChange[] = [];

  const show = async (action: Action, work: () => Promise<Arrival>) => {
    const activity = display.start(actionLine(action));
    try {
      const { came, text } = await work();
      if (came) activity.done(actionLine(action, text));
      else activity.failed(actionLine(action, text));
    } catch (error) {
      activity.failed(actionLine(action));
      throw error;
    }
  };

  const currentOf = (asset: AssetIdentity) => {
    const identity = identityText(asset);
    return revisions.findLast((revision) => identityText(revision.asset) === identity && revision.fate === 'current');
  };

  const upload = async (asset: AssetIdentity, source: SourceFile, settings: UploadSettings): Promise<Arrival> => {
    const { unnoticed, ...options } = settings;
    const before = currentOf(asset);
    const { version, format } = await library.upload(source.path, asset, options);
    if (before) before.fate = 'overwritten';
    const revision = expectedRevision(cloud, {
      asset,
      version,
      source,
      ...(format && { format }),
      mayBeLost: unnoticed?.mayBeLost ?? false,
      timed: unnoticed === undefined,
    });
    revisions.push(revision);
    return unnoticed ? { came: true, text: 'webhook held back' } : arrivals.inBucket(revision);
  };

  const expectChange = ({ name, asset }: Action, isSo: (entry: JournalEntry) => boolean) => {
    const isRecordedBy = (entry: JournalEntry) =>
      'public_id' in entry && identityText(entry) === identityText(asset) && isSo(entry);
    const change: ExpectedChange = { what: `${name} ${asset.public_id}`, isRecordedBy };
    changes.push(change);
    return change;
  };

  const follow = (action: Action, isSo: (entry: JournalEntry) => boolean, act: () => Promise<unknown>) => {
    const change = expectChange(action, isSo);
    return show(action, async () => {
      await act();
      return arrivals.inJournal(change);
    });
  };

  return {
    revisions,
    changes,

    /** Uploads a file, and waits until its bytes are in the bucket. The same identity again overwrites it. */
    async upload(asset: AssetIdentity, source: SourceFile, settings: UploadSettings = {}): Promise<void> {
      const name = currentOf(asset) ? 'overwrite' : 'upload';
      await show({ name, asset, size: sizeText(source.bytes) }, () => upload(asset, source, settings));
    },

    /** Uploads files all at once, as an import does, and shows the time of the slowest. */
    async uploadTogether(
      uploads: readonly { asset: AssetIdentity; source: SourceFile }[],
      as: AssetIdentity,
    ): Promise<void> {
      const size = sizeText(uploads.reduce((sum, { source }) => sum + source.bytes, 0));
      await show({ name: 'uploads', asset: as, change: `${uploads.length} at once`, size }, async () => {
        const all = await Promise.all(uploads.map(({ asset, source }) => upload(asset, source, {})));
        const slowest = Math.max(...revisions.slice(-uploads.length).map(({ seconds = 0 }) => seconds));
        const late = all.find(({ came }) => !came);
        return late ?? { came: true, text: `stored in ${secondsText(slowest)}` };
      });
    },

    /** Waits for the current revision of an asset once its webhooks are released. */
    async release(asset: AssetIdentity, releaseWebhooks: () => Promise<void>): Promise<void> {
      const current = currentOf(asset);
      await show({ name: 'webhooks', asset, change: 'released' }, async () => {
        await releaseWebhooks();
        return current ? arrivals.inBucket(current) : { came: false, text: 'nothing uploaded' };
      });
    },

    /** Renames an asset: its current revision must appear under the new name too. */
    async rename(asset: AssetIdentity, publicId: string): Promise<void> {
      const before = currentOf(asset);
      if (before === undefined) throw new Error(`There is no ${asset.public_id} to rename`);
      const action: Action = { name: 'rename', asset, change: `→ ${publicId}` };
      const change = expectChange(action, (e) => e.kind === 'renamed' && e.to_public_id === publicId);
      await show(action, async () => {
        await library.rename(asset, publicId);
        before.fate = 'renamed';
        const renamed = { ...before, asset: { ...asset, public_id: publicId }, timed: false };
        const revision = expectedRevision(cloud, renamed);
        revisions.push(revision);
        const inBucket = await arrivals.inBucket(revision);
        const inJournal = await arrivals.inJournal(change);
        if (!inBucket.came || !inJournal.came) return inBucket.came ? inJournal : inBucket;
        return { came: true, text: 'stored and recorded' };
      });
    },

    /** Replaces all tags of an asset by this one. */
    retag(asset: AssetIdentity, tag: string): Promise<void> {
      const action: Action = { name: 'tags', asset, change: `= ${tag}` };
      return follow(
        action,
        ({ kind }) => kind === 'tags',
        () => library.replaceTags(asset, tag),
      );
    },

    /** Adds contextual metadata, `key=value`. */
    addContext(asset: AssetIdentity, context: string): Promise<void> {
      const action: Action = { name: 'context', asset, change: `+ ${context}` };
      return follow(
        action,
        ({ kind }) => kind === 'context',
        () => library.addContext(asset, context),
      );
    },

    /** Deletes an asset; its backup stays. */
    async delete(asset: AssetIdentity): Promise<void> {
      const current = currentOf(asset);
      const isSo = (entry: JournalEntry) => entry.kind === 'deleted' && entry.version === current?.version;
      await follow({ name: 'delete', asset }, isSo, () => library.delete(asset));
      if (current) current.fate = 'deleted';
    },
  };
}

/** One line of at most 76 columns with an action and its outcome. */
function actionLine({ name, asset, size = '', change = '' }: Action, outcome = ''): string {
  const kind = asset.type === 'upload' ? asset.resource_type : asset.type;
  const subject = `${asset.public_id} ${change}`.trimEnd();
  const what = size === '' ? padRight(subject, 29) : `${padRight(subject, 19)} ${padLeft(size, 9)}`;
  return `${padRight(name, 9)}  ${padRight(kind, 13)}  ${what}  ${outcome}`.trimEnd();
}
