import type { S3Client } from '@aws-sdk/client-s3';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { S3ObjectStore } from '#shared/adapters/s3/s3-object-store.ts';
import type { ObjectKey } from '#shared/domain/bucket/bucket-layout.ts';
import { byteSourceOf } from '#shared/usecases/byte-source.ts';
import { storeExactBytes } from '#shared/usecases/sink/store-exact-bytes.ts';
import { expectationFor, md5, someBytes } from '#test/doubles/byte-sources.ts';
import { failOnUnhandledErrors } from '../unhandled-errors.ts';
import { BODY, METADATA, optionsFor } from './direct-put-setup.ts';
import { keyNamed } from './object-store-contract.ts';
import { S3_SERVERS, useS3Server } from './s3-server.ts';

failOnUnhandledErrors();

let controller: AbortController;
beforeEach(() => {
  controller = new AbortController();
});

describe.each(S3_SERVERS)('a put with a known SHA-256, on %s', (name) => {
  const server = useS3Server(name);
  let s3: S3Client;
  let store: S3ObjectStore;
  let run = 0;
  const freshKey = (file = '1700000000.png') => keyNamed(`direct-${++run}/${file}`);

  beforeAll(() => {
    s3 = server.client();
    store = new S3ObjectStore(s3, server.Bucket);
  });

  /** Puts, and fails if the SDK was needed. */
  const putAlone = async (key: ObjectKey, body: Uint8Array) => {
    const send = vi.spyOn(s3, 'send');
    const result = await store.put(key, body, optionsFor(body, controller.signal));
    expect(send).not.toHaveBeenCalled();
    send.mockRestore();
    return result;
  };
  const read = async (key: string) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of (await store.open(key, controller.signal))?.chunks ?? []) chunks.push(chunk);
    return Buffer.concat(chunks);
  };

  test.each([0, 1, 100_000, 8 * 1024 * 1024])(
    'stores %i bytes with their attributes, and never overwrites them',
    async (length) => {
      const [key, body] = [freshKey(), someBytes(length)];
      expect(await putAlone(key, body)).toBe('created');
      const { contentType, metadata } = optionsFor(body, controller.signal);
      expect(await store.head(key)).toEqual({ bytes: length, md5: md5(body), contentType, metadata });
      expect(md5(await read(key))).toBe(md5(body));
      expect(await store.put(key, someBytes(10, 2), optionsFor(someBytes(10, 2), controller.signal))).toBe('exists');
      expect(md5(await read(key))).toBe(md5(body));
    },
  );

  test.each(['a%20b%2Bc', '%2E%2E', '%2E', 'a:b', 'a~b_c.d-e', '%C3%A9', "!'()*"])(
    'stores under the key %s unchanged',
    async (segment) => {
      const key = freshKey(`${segment}/1700000000.png`);
      expect(await putAlone(key, BODY)).toBe('created');
      const folder = key.slice(0, key.lastIndexOf('/') + 1);
      const listed: unknown[] = [];
      for await (const object of store.list(folder)) listed.push(object);
      expect(listed).toEqual([{ key, name: '1700000000.png', bytes: BODY.length }]);
    },
  );

  // MiniStack does not check.
  test.runIf(name === 'versitygw')('is refused if the SHA-256 does not match', async () => {
    const key = freshKey();
    const send = vi.spyOn(s3, 'send').mockImplementation(() => Promise.reject(new Error('left to the SDK')));
    const { md5: _, ...options } = optionsFor(BODY, controller.signal);
    await expect(store.put(key, someBytes(100_000, 2), options)).rejects.toMatchObject({ code: 'storage-failed' });
    send.mockRestore();
    expect(await store.head(key)).toBeUndefined();
  });

  test('is what the sink uses for a body held in memory', async () => {
    const send = vi.spyOn(s3, 'send');
    const [key, expected] = [freshKey(), expectationFor(BODY)];
    const write = {
      store,
      key,
      source: byteSourceOf(BODY),
      expected,
      attributes: { contentType: 'image/png', metadata: METADATA },
    };
    expect(await storeExactBytes({ ...write, signal: controller.signal })).toMatchObject({ result: 'created' });
    expect(send).not.toHaveBeenCalled();
    send.mockRestore();
    expect(md5(await read(key))).toBe(md5(BODY));
  });
});
