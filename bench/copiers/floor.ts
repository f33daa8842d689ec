import { Agent, get } from 'node:http';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import pMap from 'p-map';
import { formatAssetId } from '../origin/generated-asset.ts';
import { copyRunOfProcess, measureCopies } from './copy-run.ts';

/**
 * Entry point of the quickest plain loop with the SDK: `floor.ts <run> [fetch]`. It verifies nothing: it holds what it
 * downloads, and stores it over whatever is there by one PutObject, of one attempt, without any header that the loop
 * could do without. Its S3 client has a connection for each asset in flight (50 is its default, which would make 14 of
 * 64 wait) and computes no checksums. It downloads with node:http, which costs less CPU than fetch; or with `fetch` and
 * arrayBuffer, the plainest way there is. Node's fetch keeps its connections alive and opens as many as are in flight.
 */
const run = copyRunOfProcess();
const agent = new Agent({ keepAlive: true, maxSockets: run.inFlight });
const s3 = new S3Client({
  ...run.s3,
  forcePathStyle: true,
  maxAttempts: 1,
  requestChecksumCalculation: 'WHEN_REQUIRED',
  responseChecksumValidation: 'WHEN_REQUIRED',
  cacheMiddleware: true,
  requestHandler: { httpAgent: new Agent({ keepAlive: true, maxSockets: run.inFlight }) },
});

function byHttp(url: string): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('end', () => resolve(Buffer.concat(chunks)));
      response.once('error', reject);
    });
    request.once('error', reject);
  });
}

async function byFetch(url: string): Promise<Uint8Array> {
  return new Uint8Array(await (await fetch(url)).arrayBuffer());
}

const download = process.argv[3] === 'fetch' ? byFetch : byHttp;

async function copy(index: number): Promise<void> {
  const id = formatAssetId(index, run.bytes);
  const query = `public_id=${encodeURIComponent(id)}&type=upload`;
  const Body = await download(`${run.originUrl}/v1_1/bench/image/download?${query}`);
  // Of the shape that the pipeline writes.
  const Key = `pipeline/res/bench/image/upload/${id}/1700000000.jpg`;
  await s3.send(new PutObjectCommand({ Bucket: run.bucket, Key, Body }));
}

await measureCopies(run, async (indices) => {
  await pMap(indices, copy, { concurrency: run.inFlight });
});
agent.destroy();
s3.destroy();
