import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { type CopyFigures, type CopyRun, runCopier } from '../copiers/copy-run.ts';
import { type Figure, publishFigures } from '../figures.ts';
import { median, medianRatio, progress, quick } from '../measuring.ts';
import { assetMd5, formatAssetId } from '../media-server/generated-asset.ts';
import { withServers } from '../processes/with-servers.ts';

/**
 * Entry point of the benchmark of many small assets. Every copier runs in turn, several times, between the same media
 * server and the same S3 server on loopback. Usage: `throughput.ts [--quick]`.
 */
const ROUNDS = quick ? 1 : 5;
const LATENCY_MS = 50;
const LOAD = { assets: quick ? 400 : 2_000, bytes: 100_000, inFlight: 64, warmUpAssets: quick ? 100 : 500 };
const WHAT = `${LOAD.assets.toLocaleString('en')} × 100 KB, 50 ms latency, 64 in flight`;
/** The entry point and the option of each copier. */
const COPIERS = { floor: ['floor', ''], worker: ['worker', ''], 'floor-fetch': ['floor', 'fetch'] } as const;

const rounds = Object.entries(COPIERS).map(([name, entry]) => ({ name, entry, figures: [] as CopyFigures[] }));

await withServers(LATENCY_MS, async ({ ends, client, inFreshBucket }) => {
  const run: CopyRun = { ...LOAD, ...ends };
  for (let round = 1; round <= ROUNDS; round += 1) {
    for (const {
      name,
      entry: [copier, option],
      figures,
    } of rounds) {
      const measured = await inFreshBucket(async () => {
        const copied = await runCopier<CopyFigures>(copier, run, option);
        await verifyCopies(client, run);
        return copied;
      });
      figures.push(measured);
      const { assetsPerSecond, cpuMsPerAsset } = measured;
      progress(
        `${round}/${ROUNDS} ${name}: ${assetsPerSecond.toFixed(0)} assets/s, ${cpuMsPerAsset.toFixed(2)} ms CPU`,
      );
    }
  }
});

const measured = rounds.map(({ name, figures }) => ({
  name,
  rates: figures.map(({ assetsPerSecond }) => assetsPerSecond),
  cpuMs: figures.map(({ cpuMsPerAsset }) => cpuMsPerAsset),
}));

function ratesOf(copier: keyof typeof COPIERS): readonly number[] {
  return measured.find(({ name }) => name === copier)?.rates ?? [];
}

function workerOver(floor: keyof typeof COPIERS): Figure {
  const value = medianRatio(ratesOf('worker'), ratesOf(floor));
  return { what: `worker / ${floor}`, value, unit: '×', limit: { atLeast: 0.85 } };
}

publishFigures([
  ...measured.map(({ name, rates }): Figure => ({ what: `${name}: ${WHAT}`, value: median(rates), unit: 'assets/s' })),
  ...measured.map(
    ({ name, cpuMs }): Figure => ({ what: `${name}: CPU for one asset`, value: median(cpuMs), unit: 'ms' }),
  ),
  workerOver('floor'),
  workerOver('floor-fetch'),
]);

/**
 * Checks that the bucket holds every asset that the media server served once, with its own bytes. The S3 server computes
 * the ETag from the bytes that it received, so it is their MD5.
 *
 * @throws Error that names the first asset that is missing or wrong
 */
async function verifyCopies(client: S3Client, run: CopyRun): Promise<void> {
  const stored = new Map<string, string | undefined>();
  for await (const page of paginateListObjectsV2({ client }, { Bucket: run.bucket, Prefix: 'pipeline/res/' })) {
    for (const { Key = '', ETag } of page.Contents ?? []) {
      // …/upload/<public_id>/<version>.jpg
      const publicId = Key.split('/').slice(-3, -1).join('/');
      stored.set(publicId, ETag?.replaceAll('"', ''));
    }
  }
  const expected = run.warmUpAssets + run.assets;
  if (stored.size !== expected) throw new Error(`${stored.size} assets in the bucket instead of ${expected}`);
  for (let index = 0; index < expected; index += 1) {
    const publicId = formatAssetId(index, run.bytes);
    const actual = stored.get(publicId);
    const wanted = assetMd5(index, run.bytes);
    if (actual !== wanted) throw new Error(`${publicId} has MD5 ${actual} in the bucket instead of ${wanted}`);
  }
}
