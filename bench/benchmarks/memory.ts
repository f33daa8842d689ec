import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CreateBucketCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { CopyRun, LargeCopyFigures } from '../copiers/copy-run.ts';
import { assetMd5 } from '../origin/asset-bytes.ts';
import { formatAssetId } from '../origin/asset-id.ts';
import { startOrigin } from '../origin/start-origin.ts';
import { quick } from '../quick.ts';
import { median } from '../report/median.ts';
import { progress } from '../report/progress.ts';
import { publishFigures } from '../report/publish-figures.ts';
import { startStore } from '../store/start-store.ts';

/** Entry point of the benchmark of one large asset: memory must not grow with it. */
const ROUNDS = quick ? 1 : 3;
const BYTES = quick ? 250_000_000 : 1_000_000_000;
const SIZE = quick ? '250 MB' : '1 GB';
const COPIER = join(import.meta.dirname, '..', 'copiers', 'large-copy.ts');
const Bucket = 'bench';

const origin = await startOrigin(0);
const store = await startStore(progress);
const { endpoint, region, credentials } = store;
const s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
const run: CopyRun = {
  originUrl: origin.url,
  s3: { endpoint, region, credentials },
  bucket: Bucket,
  assets: 1,
  bytes: BYTES,
  inFlight: 1,
  warmUpAssets: 0,
};

/** Copies the asset in a fresh process, and makes sure that it is there. */
async function copy(): Promise<LargeCopyFigures> {
  await s3.send(new CreateBucketCommand({ Bucket }));
  const { stdout } = await promisify(execFile)(process.execPath, [COPIER, JSON.stringify(run)], {
    env: { PATH: process.env['PATH'] },
  });
  const Key = `pipeline/res/bench/image/upload/${formatAssetId(0, BYTES)}/1700000000.jpg`;
  const { ETag } = await s3.send(new HeadObjectCommand({ Bucket, Key }));
  if (ETag !== `"${assetMd5(0, BYTES)}"`) throw new Error(`${Key} holds the wrong bytes: ${ETag}`);
  await rm(join(store.dataDirectory, Bucket), { recursive: true });
  return JSON.parse(stdout) as LargeCopyFigures;
}

const copies: LargeCopyFigures[] = [];
try {
  for (let round = 1; round <= ROUNDS; round += 1) {
    const figures = await copy();
    copies.push(figures);
    const { grownBytes, seconds } = figures;
    const rate = (BYTES / 1e6 / seconds).toFixed(0);
    progress(`${round}/${ROUNDS} one asset of ${SIZE}: ${(grownBytes / 1e6).toFixed(1)} MB, ${rate} MB/s`);
  }
} finally {
  s3.destroy();
  origin.stop();
  await store.stop();
}
publishFigures([
  {
    what: `worker, one asset of ${SIZE}: growth of resident memory`,
    value: median(copies.map(({ grownBytes }) => grownBytes)) / 1e6,
    unit: 'MB',
    limit: { atMost: 64 },
    binding: true,
  },
  {
    what: `worker, one asset of ${SIZE}: throughput`,
    value: median(copies.map(({ seconds }) => BYTES / 1e6 / seconds)),
    unit: 'MB/s',
    binding: false,
  },
]);
