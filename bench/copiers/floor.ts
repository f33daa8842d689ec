import { Agent, get } from 'node:http';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import pMap from 'p-map';
import { formatAssetId } from '../media-server/generated-asset.ts';
import { copyRunOfProcess, measureCopies } from './copy-run.ts';

/**
 * Entry point of the fastest plain loop with the SDK: `floor.ts <run> [fetch]`. It verifies nothing. It holds each
 * download in memory and overwrites the object with a single PutObject, without retries and optional headers. Its S3
 * client computes no checksums and has a connection for each asset in flight. (The default of 50 would make 14 of 64
 * wait.) It downloads with node:http, which costs less CPU than fetch, or, with the option `fetch`, in the plainest way:
 * fetch and arrayBuffer. Node's fetch keeps connections alive and opens as many as are in flight.
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
  const Body = await download(`${run.mediaUrl}/v1_1/bench/image/download?${query}`);
  // Keys have the form that the pipeline writes.
  const Key = `pipeline/res/bench/image/upload/${id}/1700000000.jpg`;
  await s3.send(new PutObjectCommand({ Bucket: run.bucket, Key, Body }));
}

await measureCopies(run, async (indices) => {
  await pMap(indices, copy, { concurrency: run.inFlight });
});
agent.destroy();
s3.destroy();
