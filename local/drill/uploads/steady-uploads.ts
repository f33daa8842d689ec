import { setTimeout as sleep } from 'node:timers/promises';
import type { SourceFolder } from '../../demo/media/source-folder.ts';
import { type ExpectedRevision, expectedRevision } from '../../demo/scenario/expected-revision.ts';
import type { MediaLibrary } from '../../demo/scenario/media-library.ts';
import { ACCOUNT } from '../cloud/account.ts';

/** How often something is uploaded, in ms. */
const INTERVAL_MS = 1_000;

/**
 * An application that uploads a new file again and again, by the official SDK. It overwrites nothing: what is replaced
 * while nobody can copy it is lost in any case, and the demo shows that.
 */
export class SteadyUploads {
  /** Every upload that Cloudinary has accepted. */
  readonly ledger: ExpectedRevision[] = [];
  readonly #library: MediaLibrary;
  readonly #sources: SourceFolder;
  #running: { readonly ending: AbortController; readonly uploading: Promise<void> } | undefined;

  constructor(library: MediaLibrary, sources: SourceFolder) {
    this.#library = library;
    this.#sources = sources;
  }

  start(): void {
    const ending = new AbortController();
    const uploading = this.#run(ending.signal);
    // Whoever stops it hears of its failure.
    uploading.catch(() => {});
    this.#running = { ending, uploading };
  }

  /** @throws what went wrong with an upload */
  async stop(): Promise<void> {
    this.#running?.ending.abort();
    await this.#running?.uploading;
    this.#running = undefined;
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#upload(this.ledger.length + 1);
      await sleep(INTERVAL_MS, undefined, { signal }).catch(() => {});
    }
  }

  async #upload(number: number): Promise<void> {
    const asset = { resource_type: 'raw', type: 'upload', public_id: `orders/${number}.csv` };
    const source = await this.#sources.write(`${number}.csv`, `order,amount\n${number},${number * 17}\n`);
    const { version } = await this.#library.upload(source.path, asset);
    this.ledger.push(expectedRevision(ACCOUNT.cloud_name, { asset, version, source, mayBeLost: false, timed: false }));
  }
}
