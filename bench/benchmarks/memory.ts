import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { type CopyRun, runCopier } from '../copiers/copy-run.ts';
import type { LargeCopyFigures } from '../copiers/large-copy.ts';
import { publishFigures } from '../figures.ts';
import { median, progress, quick } from '../measuring.ts';
import { assetMd5, formatAssetId } from '../media-server/generated-asset.ts';
import { withServers } from '../processes/with-servers.ts';

/** Entry point of the benchmark of one large asset: memory must not grow with its size. */
const ROUNDS = quick ? 1 : 3;
const BYTES = quick ? 250_000_000 : 1_000_000_000;
const SIZE = quick ? '250 MB' : '1 GB';
const Key = `pipeline/res/bench/image/upload/${formatAssetId(0, BYTES)}/1700000000.jpg`;

const copies: LargeCopyFigures[] = [];
await withServers(0, async ({ ends, client, inFreshBucket }) => {
  const run: CopyRun = { ...ends, assets: 1, bytes: BYTES, inFlight: 1, warmUpAssets: 0 };
  for (let round = 1; round <= ROUNDS; round += 1) {
    const figures = await inFreshBucket(async () => {
      const measured = await runCopier<LargeCopyFigures>('large-copy', run);
      const { ETag } = await client.send(new HeadObjectCommand({ Bucket: run.bucket, Key }));
      if (ETag !== `"${assetMd5(0, BYTES)}"`) throw new Error(`${Key} holds the wrong bytes: ${ETag}`);
      return measured;
    });
    copies.push(figures);
    const { grownBytes, seconds } = figures;
    const rate = (BYTES / 1e6 / seconds).toFixed(0);
    progress(`${round}/${ROUNDS} one asset of ${SIZE}: ${(grownBytes / 1e6).toFixed(1)} MB, ${rate} MB/s`);
  }
});
publishFigures([
  {
    what: `worker, one asset of ${SIZE}: growth of resident memory`,
    value: median(copies.map(({ grownBytes }) => grownBytes)) / 1e6,
    unit: 'MB',
    limit: { atMost: 64 },
  },
  {
    what: `worker, one asset of ${SIZE}: throughput`,
    value: median(copies.map(({ seconds }) => BYTES / 1e6 / seconds)),
    unit: 'MB/s',
  },
]);
