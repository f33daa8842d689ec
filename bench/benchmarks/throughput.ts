import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import type { CopyFigures } from '../copiers/copy-run.ts';
import { type Copier, runCopier } from '../copiers/run-copier.ts';
import { verifyCopies } from '../copiers/verify-copies.ts';
import { startOrigin } from '../origin/start-origin.ts';
import { quick } from '../quick.ts';
import type { Figure } from '../report/figure.ts';
import { median } from '../report/median.ts';
import { progress } from '../report/progress.ts';
import { publishFigures } from '../report/publish-figures.ts';
import { startStore } from '../store/start-store.ts';

/**
 * Entry point of the benchmark of many small assets: every copier in turn, several times over, between the same origin
 * and the same S3 server, on loopback. Usage: `throughput.ts [--quick]`.
 */
const ROUNDS = quick ? 1 : 5;
const LATENCY_MS = 50;
const LOAD = { assets: quick ? 400 : 2_000, bytes: 100_000, inFlight: 64, warmUpAssets: quick ? 100 : 500 };
const WHAT = `${LOAD.assets.toLocaleString('en')} × 100 KB, 50 ms latency, 64 in flight`;
const COPIERS: readonly Copier[] = ['floor', 'worker', 'floor-fetch'];

const origin = await startOrigin(LATENCY_MS);
const store = await startStore(progress);
const { endpoint, region, credentials } = store;
const s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
const rounds = new Map<Copier, CopyFigures[]>(COPIERS.map((copier) => [copier, []]));

try {
  for (let round = 1; round <= ROUNDS; round += 1) {
    for (const copier of COPIERS) {
      const run = { ...LOAD, originUrl: origin.url, s3: { endpoint, region, credentials }, bucket: 'bench' };
      await s3.send(new CreateBucketCommand({ Bucket: run.bucket }));
      const figures = await runCopier(copier, run);
      await verifyCopies(s3, run);
      // Not through the server: it would still be busy with it in the next run.
      await rm(join(store.dataDirectory, run.bucket), { recursive: true });
      rounds.get(copier)?.push(figures);
      const { assetsPerSecond, cpuMsPerAsset } = figures;
      progress(
        `${round}/${ROUNDS} ${copier}: ${assetsPerSecond.toFixed(0)} assets/s, ${cpuMsPerAsset.toFixed(2)} ms CPU`,
      );
    }
  }
} finally {
  s3.destroy();
  origin.stop();
  await store.stop();
}

function measured(copier: Copier, what: keyof CopyFigures): readonly number[] {
  return (rounds.get(copier) ?? []).map((figures) => figures[what]);
}
function rateOf(copier: Copier): Figure {
  return {
    what: `${copier}: ${WHAT}`,
    value: median(measured(copier, 'assetsPerSecond')),
    unit: 'assets/s',
    binding: false,
  };
}
function cpuOf(copier: Copier): Figure {
  return {
    what: `${copier}: CPU for one asset`,
    value: median(measured(copier, 'cpuMsPerAsset')),
    unit: 'ms',
    binding: false,
  };
}
function workerOver(floor: Copier): Figure {
  // Round by round, so that what else the machine did in a round weighs on both alike.
  const base = measured(floor, 'assetsPerSecond');
  const value = median(measured('worker', 'assetsPerSecond').map((rate, round) => rate / (base[round] ?? Number.NaN)));
  return { what: `worker / ${floor}`, value, unit: '×', limit: { atLeast: 0.85 }, binding: false };
}
publishFigures([...COPIERS.map(rateOf), ...COPIERS.map(cpuOf), workerOver('floor'), workerOver('floor-fetch')]);
