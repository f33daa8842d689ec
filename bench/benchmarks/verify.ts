import { publishFigures } from '../figures.ts';
import { GeneratedLibrary, isDamaged, isRemoved, type LibraryPlan } from '../library/generated-library.ts';
import { generatedRun, memoryGrowth } from '../library/generated-run.ts';
import { progress, quick } from '../measuring.ts';

/** Entry point of the benchmark of a verify run over many revisions. Usage: `verify.ts [--quick]`. */
const ASSETS = quick ? 20_000 : 1_000_000;
const PAGE = 1_000;
const MAX_GROWTH_MB = 256;

const plan: LibraryPlan = { cloud: 'bench', assets: ASSETS, now: Date.now() };
progress(`${ASSETS.toLocaleString('en')} assets`);
const { run, bucket } = await generatedRun({ kind: 'verify', plan, pageMs: 0 });

const library = new GeneratedLibrary(plan);
const keys = library.revisionsAfter('', Number.POSITIVE_INFINITY).length;
const indices = Array.from({ length: ASSETS + library.gone }, (_, index) => index);
const { found, missing, different } = run.report as Record<'found' | 'missing' | 'different', number>;
const actual = [found, missing, different];
const expected = [keys, indices.filter(isRemoved).length, indices.filter(isDamaged).length];
if (JSON.stringify(actual) !== JSON.stringify(expected)) {
  throw new Error(`The run reports ${actual} instead of ${expected}`);
}
progress(`${keys.toLocaleString('en')} keys; ${bucket.gets} GETs, ${bucket.puts} PUTs, ${bucket.heads} HEADs`);

publishFigures([
  {
    what: `verify of ${keys.toLocaleString('en')} keys: growth of resident memory`,
    value: memoryGrowth(run),
    unit: 'MB',
    limit: { atMost: MAX_GROWTH_MB },
  },
  {
    what: `LIST calls, of ${PAGE.toLocaleString('en')} keys each`,
    value: bucket.revisionLists,
    unit: 'calls',
    limit: { atMost: Math.ceil(keys / PAGE) },
  },
  { what: 'verify: CPU for one key', value: run.cpuMs / keys, unit: 'ms' },
]);
