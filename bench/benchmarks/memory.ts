import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CreateBucketCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { CopyRun } from '../copiers/copy-run.ts';
import { assetMd5 } from '../origin/asset-bytes.ts';
import { formatAssetId } from '../origin/asset-id.ts';
import { startOrigin } from '../origin/start-origin.ts';
import { quick } from '../quick.ts';
import { progress } from '../report/progress.ts';
import { publishFigures } from '../report/publish-figures.ts';
import { startStore } from '../store/start-store.ts';

/** Entry point of the benchmark of one large asset: memory must not grow with it. */
const BYTES = quick ? 250_000_000 : 1_000_000_000;
const SIZE = quick ? '250 MB' : '1 GB';
const COPIER = join(import.meta.dirname, '..', 'copiers', 'large-copy.ts');

const origin = await startOrigin(0);
const store = await startStore(progress);
const { endpoint, region, credentials } = store;
const s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
try {
  await s3.send(new CreateBucketCommand({ Bucket: 'bench' }));
  const run: CopyRun = {
    originUrl: origin.url,
    s3: { endpoint, region, credentials },
    bucket: 'bench',
    assets: 1,
    bytes: BYTES,
    inFlight: 1,
    warmUpAssets: 0,
  };
  progress(`one asset of ${SIZE} through the worker`);
  const { stdout } = await promisify(execFile)(process.execPath, [COPIER, JSON.stringify(run)], {
    env: { PATH: process.env['PATH'] },
  });
  const { grownBytes, seconds } = JSON.parse(stdout) as { grownBytes: number; seconds: number };

  const Key = `pipeline/res/bench/image/upload/${formatAssetId(0, BYTES)}/1700000000.jpg`;
  const { ETag } = await s3.send(new HeadObjectCommand({ Bucket: 'bench', Key }));
  if (ETag !== `"${assetMd5(0, BYTES)}"`) throw new Error(`${Key} holds the wrong bytes: ${ETag}`);
  publishFigures([
    {
      what: `worker, one asset of ${SIZE}: growth of resident memory`,
      value: grownBytes / 1e6,
      unit: 'MB',
      limit: { atMost: 64 },
      binding: true,
    },
    { what: `worker, one asset of ${SIZE}: throughput`, value: BYTES / 1e6 / seconds, unit: 'MB/s', binding: false },
  ]);
} finally {
  s3.destroy();
  origin.stop();
  await store.stop();
}
