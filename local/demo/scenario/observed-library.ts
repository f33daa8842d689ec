import { type AssetIdentity, identityText } from '../../../shared/domain/asset/asset.ts';
import type { JournalEntry } from '../../../shared/domain/journal/journal-entry.ts';
import { bytesText, secondsText } from '../display/amount-text.ts';
import type { Display } from '../display/display.ts';
import type { SourceFile } from '../media/source-folder.ts';
import { type Action, actionLine } from './action-line.ts';
import type { Arrival, Arrivals } from './arrivals.ts';
import type { ExpectedChange } from './expected-change.ts';
import { type ExpectedRevision, expectedRevision } from './expected-revision.ts';
import type { MediaLibrary, UploadOptions } from './media-library.ts';

/** What an observed library is made of. */
export interface Observation {
  readonly cloud: string;
  readonly library: MediaLibrary;
  readonly arrivals: Arrivals;
  readonly display: Display;
}

/** An upload, and what is known of it beforehand. */
export interface UploadSettings extends UploadOptions {
  /** Its webhook is held back: nobody is waited for, and what is replaced meanwhile may be lost. */
  readonly unnoticed?: { readonly mayBeLost: boolean };
}

/** A library in which every action is followed into the bucket, and remembered for the verification. */
export class ObservedLibrary {
  readonly revisions: ExpectedRevision[] = [];
  readonly changes: ExpectedChange[] = [];
  readonly #on: Observation;

  constructor(observation: Observation) {
    this.#on = observation;
  }

  /** Uploads a file, and waits until its bytes are in the bucket. The same identity again overwrites it. */
  async upload(asset: AssetIdentity, source: SourceFile, settings: UploadSettings = {}): Promise<void> {
    const action: Action = {
      name: this.#currentOf(asset) ? 'overwrite' : 'upload',
      asset,
      size: bytesText(source.bytes),
    };
    await this.#show(action, () => this.#upload(asset, source, settings));
  }

  /** Uploads files all at once, as an import or a busy evening does. The slowest is shown. */
  async uploadTogether(
    uploads: readonly { asset: AssetIdentity; source: SourceFile }[],
    as: AssetIdentity,
  ): Promise<void> {
    const size = bytesText(uploads.reduce((sum, { source }) => sum + source.bytes, 0));
    await this.#show({ name: 'uploads', asset: as, change: `${uploads.length} at once`, size }, async () => {
      const arrivals = await Promise.all(uploads.map(({ asset, source }) => this.#upload(asset, source, {})));
      const slowest = Math.max(...this.revisions.slice(-uploads.length).map(({ seconds = 0 }) => seconds));
      const late = arrivals.find(({ came }) => !came);
      return late ?? { came: true, text: `in the bucket after ${secondsText(slowest)}, the slowest` };
    });
  }

  /** Waits for the current revision of an asset, once its webhooks are let go. */
  async release(asset: AssetIdentity, letGo: () => Promise<void>): Promise<void> {
    const current = this.#currentOf(asset);
    await this.#show({ name: 'webhooks', asset, change: 'let go' }, async () => {
      await letGo();
      return current ? this.#on.arrivals.inBucket(current) : { came: false, text: 'nothing was uploaded' };
    });
  }

  /** Renames an asset: its current revision must appear under the new name too. */
  async rename(asset: AssetIdentity, publicId: string): Promise<void> {
    const before = this.#currentOf(asset);
    if (before === undefined) throw new Error(`There is no ${asset.public_id} to rename`);
    const change = this.#expect('rename', asset, (e) => e.kind === 'renamed' && e.to_public_id === publicId);
    await this.#show({ name: 'rename', asset, change: `→ ${publicId}` }, async () => {
      await this.#on.library.rename(asset, publicId);
      before.fate = 'renamed';
      const renamed = { ...before, asset: { ...asset, public_id: publicId }, timed: false };
      const revision = expectedRevision(this.#on.cloud, renamed);
      this.revisions.push(revision);
      const arrival = await this.#on.arrivals.inBucket(revision);
      const told = await this.#on.arrivals.inJournal(change);
      return arrival.came && told.came
        ? { came: true, text: `${arrival.text}, and in the journal` }
        : arrival.came
          ? told
          : arrival;
    });
  }

  /** Gives an asset this tag and no other. */
  async retag(asset: AssetIdentity, tag: string): Promise<void> {
    const change = this.#expect('tags', asset, (entry) => entry.kind === 'tags');
    const action: Action = { name: 'tags', asset, change: `= ${tag}` };
    await this.#follow(action, change, () => this.#on.library.replaceTags(asset, tag));
  }

  /** Adds contextual metadata, `key=value`. */
  async addContext(asset: AssetIdentity, context: string): Promise<void> {
    const change = this.#expect('context', asset, (entry) => entry.kind === 'context');
    const action: Action = { name: 'context', asset, change: `+ ${context}` };
    await this.#follow(action, change, () => this.#on.library.addContext(asset, context));
  }

  /** Deletes an asset; its backup stays. */
  async delete(asset: AssetIdentity): Promise<void> {
    const current = this.#currentOf(asset);
    const change = this.#expect('delete', asset, (e) => e.kind === 'deleted' && e.version === current?.version);
    await this.#follow({ name: 'delete', asset }, change, () => this.#on.library.delete(asset));
    if (current) current.fate = 'deleted';
  }

  async #upload(asset: AssetIdentity, source: SourceFile, settings: UploadSettings): Promise<Arrival> {
    const { unnoticed, ...options } = settings;
    const before = this.#currentOf(asset);
    const { version, format } = await this.#on.library.upload(source.path, asset, options);
    if (before) before.fate = 'overwritten';
    const revision = expectedRevision(this.#on.cloud, {
      asset,
      version,
      source,
      ...(format && { format }),
      mayBeLost: unnoticed?.mayBeLost ?? false,
      timed: unnoticed === undefined,
    });
    this.revisions.push(revision);
    return unnoticed ? { came: true, text: 'its webhook is held back' } : this.#on.arrivals.inBucket(revision);
  }

  #currentOf(asset: AssetIdentity): ExpectedRevision | undefined {
    const identity = identityText(asset);
    return this.revisions.findLast(
      (revision) => identityText(revision.asset) === identity && revision.fate === 'current',
    );
  }

  #expect(name: Action['name'], asset: AssetIdentity, isSo: (entry: JournalEntry) => boolean): ExpectedChange {
    const isToldBy = (entry: JournalEntry) =>
      'public_id' in entry && identityText(entry) === identityText(asset) && isSo(entry);
    const change = { what: `${name} ${asset.public_id}`, isToldBy };
    this.changes.push(change);
    return change;
  }

  #follow(action: Action, change: ExpectedChange, act: () => Promise<unknown>): Promise<void> {
    return this.#show(action, async () => {
      await act();
      return this.#on.arrivals.inJournal(change);
    });
  }

  async #show(action: Action, work: () => Promise<Arrival>): Promise<void> {
    const activity = this.#on.display.start(actionLine(action));
    try {
      const { came, text } = await work();
      if (came) activity.done(actionLine(action, text));
      else activity.failed(actionLine(action, text));
    } catch (error) {
      activity.failed(actionLine(action));
      throw error;
    }
  }
}
