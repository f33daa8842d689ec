import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startVersitygw, type Versitygw } from '../../local/versitygw/start-versitygw.ts';
import { S3ObjectStore } from '../../shared/adapters/s3/s3-object-store.ts';
import type { ByteSource } from '../../shared/usecases/byte-source.ts';
import { storeExactBytes } from '../../shared/usecases/sink/store-exact-bytes.ts';
import { someBytes } from '../doubles/byte-sources.ts';
import { keyNamed } from './s3/object-store-contract.ts';

const MIB = 1024 * 1024;
const BLOCK = someBytes(64 * 1024);

let versitygw: Versitygw;
let s3: S3Client;
let store: S3ObjectStore;

beforeAll(async () => {
  versitygw = await startVersitygw();
  const { endpoint, region, credentials } = versitygw;
  s3 = new S3Client({
    endpoint,
    region,
    credentials,
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  await s3.send(new CreateBucketCommand({ Bucket: 'memory' }));
  store = new S3ObjectStore(s3, 'memory');
}, 300_000);

afterAll(async () => {
  s3.destroy();
  await versitygw.stop();
});

/** Bytes made when they are asked for, each chunk with memory of its own, as from a socket. */
function* generated(bytes: number): Generator<Uint8Array, void> {
  for (let made = 0; made < bytes; made += BLOCK.length) yield Buffer.from(BLOCK.subarray(0, bytes - made));
}

async function storeGenerated(name: string, bytes: number) {
  const hash = createHash('md5');
  for (const chunk of generated(bytes)) hash.update(chunk);
  const source: ByteSource = {
    length: bytes,
    contentType: undefined,
    chunks: (async function* () {
      yield* generated(bytes);
    })(),
    cancel: async () => {},
  };
  return storeExactBytes({
    store,
    key: keyNamed(name),
    source,
    expected: { bytes, md5: hash.digest('hex') },
    attributes: { contentType: 'video/mp4', metadata: {} },
    signal: new AbortController().signal,
  });
}

test('memory does not grow with the size of an asset', { timeout: 120_000 }, async () => {
  // The first bytes bring in code and buffers that every later one uses.
  await storeGenerated('warm-up', 16 * MIB);
  const before = process.memoryUsage.rss();
  let most = before;
  const done = new AbortController();
  const sampling = (async () => {
    while (!done.signal.aborted) {
      most = Math.max(most, process.memoryUsage.rss());
      await sleep(10);
    }
  })();
  expect(await storeGenerated('large', 300 * MIB)).toMatchObject({ result: 'created' });
  done.abort();
  await sampling;
  expect(await store.head(keyNamed('large'))).toMatchObject({ bytes: 300 * MIB });
  expect((most - before) / MIB).toBeLessThan(64);
});
