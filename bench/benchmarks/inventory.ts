import { type Figure, publishFigures } from '../figures.ts';
import { GeneratedLibrary, isRecordedGone, type LibraryPlan } from '../library/generated-library.ts';
import { generatedRun, memoryGrowth, type RunFigures, writtenBetween } from '../library/generated-run.ts';
import { progress, quick } from '../measuring.ts';

/**
 * Entry point of the benchmark of an inventory run, a day after the previous one. It measures one run over many assets,
 * and one over few assets at a pace closer to Cloudinary's. Usage: `inventory.ts [--quick]`.
 */
const ASSETS = quick ? 20_000 : 1_000_000;
const PACED_ASSETS = quick ? 10_000 : 50_000;
const PAGE_MS = 300;
const PAGE = 500;
/** Listings other than that of the assets. */
const EMPTY_LISTINGS = 8;
const MAX_GROWTH_MB = 256;

function planOf(assets: number): LibraryPlan {
  return { cloud: 'bench', assets, now: Date.now() };
}

/** How many assets meet a condition. */
function countOf(library: GeneratedLibrary, isCounted: (index: number) => boolean): number {
  let count = 0;
  for (let index = 0; index < library.assets; index += 1) count += Number(isCounted(index));
  return count;
}

/** @throws Error when the result of the run does not match the library */
function check(plan: LibraryPlan, { run, bucket }: RunFigures): void {
  const library = new GeneratedLibrary(plan);
  const missing = countOf(library, (index) => library.isMissing(index));
  const vanished = Array.from({ length: library.gone }, (_, index) => library.assets + index);
  const { completeness, tally } = run.report as Record<'completeness' | 'tally', Record<string, number>>;
  const actual = [completeness['assets'], completeness['unprotected'], tally['queued'], bucket.messages, tally['gone']];
  const expected = [plan.assets, missing, missing, missing, vanished.filter((index) => !isRecordedGone(index)).length];
  if (JSON.stringify(actual) !== JSON.stringify(expected)) {
    throw new Error(`The run reports ${actual} instead of ${expected}`);
  }
}

async function measure(plan: LibraryPlan, pageMs: number): Promise<RunFigures> {
  progress(`${plan.assets.toLocaleString('en')} assets, ${pageMs} ms for a page`);
  const figures = await generatedRun({ kind: 'inventory', plan, pageMs, reportedAssets: ASSETS });
  check(plan, figures);
  const { run, listing } = figures;
  const { calls, pages, firstPageAt, lastPageAt } = listing;
  const cpu = (run.cpuMs / plan.assets).toFixed(3);
  progress(
    `${pages} pages in ${((lastPageAt - firstPageAt) / 1000).toFixed(0)} s; ${calls} calls; ${cpu} ms CPU for an asset`,
  );
  return figures;
}

const plan = planOf(ASSETS);
const all = await measure(plan, 0);
const paced = await measure(planOf(PACED_ASSETS), PAGE_MS);

const pages = Math.ceil(ASSETS / PAGE);
const library = new GeneratedLibrary(plan);
// No asset is both.
const unknown = countOf(library, (index) => library.isRecent(index) || library.wasPending(index));
const { heads, calls } = (all.run.report as { tally: Record<'heads' | 'calls', number> }).tally;
const { written } = all.bucket;
const [firstCompared, lastCompared] = writtenBetween(written, /_compared-/);
// The journal is read twice: before comparing, and before the rows are written.
const [, comparedFrom] = writtenBetween(
  written.filter(({ at }) => at < firstCompared),
  /_journal-/,
);
const [, rowsFrom] = writtenBetween(written, /_journal-/);
const [, lastRows] = writtenBetween(written, /_concluded-/);

/** Seconds for 100,000 assets. */
function paceOf(from: number, until: number): number {
  return ((until - from) * 100) / ASSETS;
}

const shards = written.filter(({ key }) => /_concluded-/.test(key)).length;
const WHAT = `${ASSETS.toLocaleString('en')} assets`;

const figures: readonly Figure[] = [
  {
    what: `inventory of ${WHAT}: growth of resident memory`,
    value: memoryGrowth(all.run),
    unit: 'MB',
    limit: { atMost: MAX_GROWTH_MB },
  },
  {
    // The usage, and one call for each shard that asks whether the assets which were not listed exist.
    what: `Admin API calls apart from ${pages} pages and ${EMPTY_LISTINGS} empty listings`,
    value: calls - pages - EMPTY_LISTINGS,
    unit: 'calls',
    limit: { atMost: 1 + shards },
  },
  {
    what: `HEADs, of ${unknown} revisions that journal and inventory do not have`,
    value: heads,
    unit: 'calls',
    limit: { atMost: unknown },
  },
  {
    what: `time per page / response time of ${PAGE_MS} ms`,
    value: (paced.listing.lastPageAt - paced.listing.firstPageAt) / paced.listing.pageMs,
    unit: '×',
    limit: { atMost: 1.5 },
  },
  {
    what: 'comparing, for 100,000 assets',
    value: paceOf(comparedFrom, lastCompared),
    unit: 's',
  },
  {
    what: 'writing the rows, for 100,000 assets',
    value: paceOf(rowsFrom, lastRows),
    unit: 's',
  },
  { what: 'inventory: CPU for one asset', value: all.run.cpuMs / ASSETS, unit: 'ms' },
];
publishFigures(figures);
