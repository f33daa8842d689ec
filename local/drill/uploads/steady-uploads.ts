import { setTimeout as sleep } from 'node:timers/promises';
import type { MediaLibrary } from '#local/media/media-library.ts';
import type { SourceFolder } from '#local/media/source-folder.ts';
import { type ExpectedRevision, expectedRevision } from '#local/verification/expectations.ts';
import { ACCOUNT } from '../local-cloud/account.ts';

/** The time between two uploads, in ms. */
const INTERVAL_MS = 1_000;

/** Uploads at regular intervals. */
export interface SteadyUploads {
  /** Every upload that Cloudinary has accepted. */
  readonly ledger: readonly ExpectedRevision[];
  start(): void;
  /** @throws if an upload has failed */
  stop(): Promise<void>;
}

/**
 * An application that uploads new files at regular intervals with the official SDK. It overwrites nothing: a revision that
 * is replaced while no one can copy it is lost in any case, and the demo shows that.
 */
export function steadyUploads(library: MediaLibrary, sources: SourceFolder): SteadyUploads {
  const ledger: ExpectedRevision[] = [];
  let running: { readonly ending: AbortController; readonly uploading: Promise<void> } | undefined;

  const run = async (signal: AbortSignal) => {
    while (!signal.aborted) {
      const number = ledger.length + 1;
      const asset = { resource_type: 'raw', type: 'upload', public_id: `orders/${number}.csv` };
      const source = await sources.write(`${number}.csv`, `order,amount\n${number},${number * 17}\n`);
      const { version } = await library.upload(source.path, asset);
      ledger.push(expectedRevision(ACCOUNT.cloud_name, { asset, version, source, mayBeLost: false, timed: false }));
      await sleep(INTERVAL_MS, undefined, { signal }).catch(() => {});
    }
  };

  return {
    ledger,
    start: () => {
      const ending = new AbortController();
      const uploading = run(ending.signal);
      uploading.catch(() => {}); // thrown to the caller that stops it
      running = { ending, uploading };
    },
    stop: async () => {
      running?.ending.abort();
      await running?.uploading;
      running = undefined;
    },
  };
}
