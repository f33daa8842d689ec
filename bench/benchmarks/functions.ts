import { glob, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bundleFunctions } from '../bundles/bundle-functions.ts';
import { timeColdImport } from '../bundles/time-cold-import.ts';
import { type Figure, publishFigures } from '../figures.ts';
import { median, medianRatio, progress, quick } from '../measuring.ts';

/** Entry point of the benchmark of what Lambda loads: the size and the cold import of each function's bundle. */
const ROUNDS = quick ? 3 : 15;
const FUNCTIONS = join(import.meta.dirname, '..', '..', 'functions');
const EMPTY = '../bench/baselines/empty';
/** Functions with only the AWS clients and calls of ours. */
const BARE_CLIENTS: Readonly<Record<string, string>> = {
  webhook: '../bench/baselines/webhook',
  worker: '../bench/baselines/worker',
};
const MAX_KB: Readonly<Record<string, number>> = { webhook: 550, worker: 900 };
const MAX_IMPORT_RATIO: Readonly<Record<string, number>> = { webhook: 1.5 };

// Folders without a handler hold code that functions share.
const names: string[] = [];
for await (const handler of glob('*/handler.ts', { cwd: FUNCTIONS })) names.push(dirname(handler));
const folders = [EMPTY, ...Object.values(BARE_CLIENTS), ...names];
progress(`bundling ${names.toSorted().join(', ')}`);
const bundles = await bundleFunctions(folders);
const times = new Map<string, number[]>(folders.map((folder) => [folder, []]));

function atMost(limit: number | undefined): Figure['limit'] {
  return limit === undefined ? undefined : { atMost: limit };
}

async function sizeOf(folder: string): Promise<number> {
  return (await stat(bundles.files.get(folder) ?? '')).size;
}

try {
  // The first round fills the file cache.
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [folder, file] of bundles.files) {
      const time = await timeColdImport(folder, file);
      if (round > 0) times.get(folder)?.push(time);
    }
    if (round % 5 === 0) progress(`cold imports: ${round}/${ROUNDS}`);
  }

  const figures: Figure[] = [];
  for (const name of names) {
    const size = await sizeOf(name);
    const bare = BARE_CLIENTS[name];
    if (bare !== undefined && size < (await sizeOf(bare))) {
      throw new Error(`The bundle of ${name} is smaller than its AWS clients alone`);
    }
    figures.push({ what: `${name} function: bundle`, value: size / 1000, unit: 'KB', limit: atMost(MAX_KB[name]) });
  }
  for (const [folder, measured] of times) {
    const what = folder.replace(/.*baselines\/(.+)/, (_, name) =>
      name === 'empty' ? name : `bare clients of ${name}`,
    );
    figures.push({ what: `${what}: cold import`, value: median(measured), unit: 'ms' });
  }
  for (const [name, base] of Object.entries(BARE_CLIENTS)) {
    const what = `${name} function: cold import / bare clients`;
    const value = medianRatio(times.get(name) ?? [], times.get(base) ?? []);
    figures.push({ what, value, unit: '×', limit: atMost(MAX_IMPORT_RATIO[name]) });
  }
  publishFigures(figures);
} finally {
  await bundles.remove();
}
