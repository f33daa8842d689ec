import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { S3ObjectStore } from '#shared/adapters/s3/s3-object-store.ts';
import type { ByteSource } from '#shared/usecases/byte-source.ts';
import { storeExactBytes } from '#shared/usecases/sink/store-exact-bytes.ts';
import { someBytes } from '#test/doubles/byte-sources.ts';
import { keyNamed } from './object-store-contract.ts';
import { useS3Server } from './s3-server.ts';

const MIB = 1024 * 1024;
const BLOCK = someBytes(64 * 1024);

const { client, Bucket } = useS3Server('versitygw');
let store: S3ObjectStore;
beforeAll(() => {
  store = new S3ObjectStore(client(), Bucket);
});

/** Bytes that are generated on demand. Each chunk has its own memory, as from a socket. */
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
  // The first write loads code and allocates buffers that every later one uses.
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
