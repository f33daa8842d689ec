import type { BucketFigures } from './bucket-figures.ts';
import type { LibraryPlan } from './generated-library.ts';
import type { ListingFigures } from './listing-figures.ts';
import { measureRun } from './measure-run.ts';
import type { MeasuredRun, RunKind } from './measured-run.ts';
import { startServer } from './start-server.ts';

/** A run over a generated library. */
export interface GeneratedRun {
  readonly kind: RunKind;
  readonly plan: LibraryPlan;
  /** How long Cloudinary takes for a page, in milliseconds. */
  readonly pageMs: number;
  /** How many assets Cloudinary says that there are: as many shards there will be. */
  readonly saidAssets?: number;
}

/** What a run has done, as it tells itself and as the servers saw it. */
export interface RunFigures {
  readonly run: MeasuredRun;
  readonly bucket: BucketFigures;
  readonly listing: ListingFigures;
}

/** An invocation as it is deployed, in milliseconds. */
const STEP_MS = 900_000;
/**
 * Nine tenths of the function's 1,024 MB. V8's nursery, which else takes 100 MB and more whatever the program does, is
 * kept small: what is measured is what a run holds.
 */
const HEAP = ['--max-old-space-size=921', '--max-semi-space-size=8'];

/** Starts servers of its own, makes a whole run between them in a fresh process, and stops them. */
export async function generatedRun({
  kind,
  plan,
  pageMs,
  saidAssets = plan.assets,
}: GeneratedRun): Promise<RunFigures> {
  const planned = JSON.stringify(plan);
  const bucket = await startServer<BucketFigures>('bucket-server', [planned]);
  const listing = await startServer<ListingFigures>('listing-server', [planned, String(pageMs), String(saidAssets)]);
  try {
    const run = await measureRun({
      kind,
      startedAt: new Date(plan.now).toISOString(),
      endpoint: `http://127.0.0.1:${bucket.port}`,
      apiOrigin: `https://127.0.0.1:${listing.port}`,
      stepMs: STEP_MS,
      nodeOptions: HEAP,
    });
    return { run, bucket: await bucket.figures(), listing: await listing.figures() };
  } finally {
    bucket.stop();
    listing.stop();
  }
}

/** By how much resident memory grew at most, in MB. */
export function memoryGrowth({ samples, rssAtStart }: MeasuredRun): number {
  return (Math.max(...samples.map(({ rss }) => rss)) - rssAtStart) / 1e6;
}

/** When the first object whose key matches was written, and when the last, in milliseconds since 1970. */
export function writtenBetween(
  written: BucketFigures['written'],
  keys: RegExp,
): readonly [first: number, last: number] {
  const times = written.filter(({ key }) => keys.test(key)).map(({ at }) => at);
  return [times[0] ?? Number.NaN, times.at(-1) ?? Number.NaN];
}
