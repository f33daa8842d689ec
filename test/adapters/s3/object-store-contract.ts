import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import type { ObjectKey } from '#shared/domain/bucket/bucket-layout.ts';
import { PipelineError } from '#shared/domain/errors.ts';
import type { ByteSource } from '#shared/usecases/byte-source.ts';
import type { ObjectStore, PutOptions } from '#shared/usecases/object-store.ts';
import { storeExactBytes } from '#shared/usecases/sink/store-exact-bytes.ts';
import { BROKEN, expectationFor, md5, someBytes, sourceOf } from '#test/doubles/byte-sources.ts';
import { failOnUnhandledErrors } from '../unhandled-errors.ts';

const MIB = 1024 * 1024;
/** More than the sink holds in memory, so it streams. */
const LARGE = 9 * MIB;
const OUT_OF_TIME = new PipelineError('out-of-time', 'No time left.');

/** A key for a test. The branded type keeps other code from making keys of its own. */
export function keyNamed(name: string): ObjectKey {
  return `pipeline/res/demo/image/upload/${name}` as ObjectKey;
}

let run = 0;

/** A folder that no other test uses. */
function freshFolder(): string {
  return `contract-${process.pid}-${++run}/`;
}

async function read(store: ObjectStore, key: string): Promise<Buffer | undefined> {
  const source = await store.open(key, new AbortController().signal);
  if (source === undefined) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of source.chunks) chunks.push(chunk);
  await source.cancel();
  return Buffer.concat(chunks);
}

async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array, void> {
  for (let offset = 0; offset < bytes.length; offset += 64 * 1024) yield bytes.subarray(offset, offset + 64 * 1024);
}

/** What a server can do as S3 does. */
export interface StoreAbilities {
  /**
   * Whether a streaming put to a taken key gets that answer. If a server resets the connection instead, while the body
   * is still being sent, the put fails; the retry of the message finds the object.
   */
  readonly answersBeforeTheBody: boolean;
}

/** What every store must do, so that tests with the store in memory are valid for S3. */
export function objectStoreContract(
  name: string,
  storeUnderTest: () => ObjectStore,
  { answersBeforeTheBody }: StoreAbilities = { answersBeforeTheBody: true },
): void {
  describe(`an object store: ${name}`, () => {
    let store: ObjectStore;
    let key: ObjectKey;
    let controller: AbortController;
    let options: PutOptions;
    failOnUnhandledErrors();

    beforeEach(() => {
      store = storeUnderTest();
      key = keyNamed(`${freshFolder()}1700000000.png`);
      controller = new AbortController();
      options = { contentType: 'image/png', metadata: {}, signal: controller.signal };
    });

    const expectTaken = async (put: Promise<unknown>, result: unknown) => {
      const outcome: unknown = await put.catch((error: unknown) => error);
      if (!answersBeforeTheBody && outcome instanceof PipelineError) expect(outcome.code).toBe('storage-failed');
      else expect(outcome).toEqual(result);
    };

    const expectNothing = async () => {
      expect(await store.head(key)).toBeUndefined();
      expect(await store.open(key, new AbortController().signal)).toBeUndefined();
    };

    describe('a put', () => {
      test('stores the body with its type and metadata', async () => {
        const body = someBytes(1000);
        const metadata = { 'asset-id': 'a'.repeat(32), 'event-time': '2026-11-20T09:15:32.418220Z' };
        const attributes = { ...options, contentType: 'image/svg+xml; charset=utf-8', metadata, md5: md5(body) };
        expect(await store.put(key, body, attributes)).toBe('created');
        expect(await store.head(key)).toEqual({
          bytes: 1000,
          md5: md5(body),
          contentType: 'image/svg+xml; charset=utf-8',
          metadata,
        });
        expect(await read(store, key)).toEqual(Buffer.from(body));
        const source = await store.open(key, options.signal);
        expect(source).toMatchObject({ length: 1000, contentType: 'image/svg+xml; charset=utf-8' });
        await source?.cancel();
      });

      test('stores an empty body', async () => {
        expect(await store.put(key, new Uint8Array(0), options)).toBe('created');
        expect(await store.head(key)).toMatchObject({ bytes: 0 });
        expect(await read(store, key)).toEqual(Buffer.alloc(0));
      });

      test('leaves an existing object unchanged', async () => {
        await store.put(key, someBytes(10, 1), { ...options, metadata: { source: 'download' } });
        expect(await store.put(key, someBytes(10, 2), options)).toBe('exists');
        expect(await read(store, key)).toEqual(Buffer.from(someBytes(10, 1)));
        expect(await store.head(key)).toMatchObject({ metadata: { source: 'download' } });
      });

      test('has one winner among twenty concurrent ones', async () => {
        const results = await Promise.all(
          Array.from({ length: 20 }, (_, writer) => store.put(key, Buffer.from(`writer ${writer}`), options)),
        );
        const winners = results.flatMap((result, writer) => (result === 'created' ? [writer] : []));
        expect(winners).toHaveLength(1);
        expect((await read(store, key))?.toString()).toBe(`writer ${winners[0]}`);
      });

      test('is refused if the MD5 does not match, and stores nothing', async () => {
        const put = store.put(key, someBytes(10, 1), { ...options, md5: md5(someBytes(10, 2)) });
        await expect(put).rejects.toMatchObject({ name: 'PipelineError', code: 'storage-failed' });
        await expectNothing();
      });

      test('with an aborted signal throws its reason', async () => {
        controller.abort(OUT_OF_TIME);
        await expect(store.put(key, someBytes(10), options)).rejects.toBe(OUT_OF_TIME);
        await expectNothing();
      });
    });

    describe('a streaming put', () => {
      const body = someBytes(LARGE);
      const stream = (chunks: AsyncIterable<Uint8Array>) =>
        store.putStream(key, chunks, LARGE, { ...options, md5: md5(body) });

      test('stores the body with its type and metadata', async () => {
        const attributes = { ...options, metadata: { source: 'download' }, md5: md5(body) };
        expect(await store.putStream(key, chunksOf(body), LARGE, attributes)).toBe('created');
        expect(await store.head(key)).toEqual({
          bytes: LARGE,
          md5: md5(body),
          contentType: 'image/png',
          metadata: { source: 'download' },
        });
        expect(md5((await read(store, key)) ?? Buffer.alloc(0))).toBe(md5(body));
      });

      test('leaves an existing object unchanged', async () => {
        await store.put(key, someBytes(10), options);
        await expectTaken(stream(chunksOf(body)), 'exists');
        expect(await read(store, key)).toEqual(Buffer.from(someBytes(10)));
      });

      test('is refused if the MD5 does not match, and stores nothing', async () => {
        await expect(stream(chunksOf(someBytes(LARGE, 2)))).rejects.toMatchObject({ code: 'storage-failed' });
        await expectNothing();
      });

      test.each(['end', 'break', 'stall'] as const)(
        'whose body stops early (%s) waits until it is aborted, and stores nothing',
        async (ending) => {
          const source = sourceOf(body.subarray(0, 6 * MIB), ending);
          const put = stream(source.chunks);
          const outcome = await Promise.race([put.then(String, String), sleep(250, 'waits')]);
          expect(outcome).toBe('waits');
          controller.abort(OUT_OF_TIME);
          await expect(put).rejects.toBe(OUT_OF_TIME);
          await source.cancel();
          await expectNothing();
        },
      );
    });

    describe('used by the sink', () => {
      const body = someBytes(LARGE);
      const longer = Buffer.concat([body, someBytes(70_000)]);
      const wrong = Uint8Array.from(body).fill(1, LARGE - 1);
      const sink = (source: ByteSource) => {
        const { signal } = controller;
        return storeExactBytes({ store, key, source, expected: expectationFor(body), attributes: options, signal });
      };

      test.each([
        ['breaks off', () => sourceOf(body.subarray(0, 5 * MIB), 'break'), BROKEN],
        ['breaks off in its first chunk', () => sourceOf(body.subarray(0, 100), 'break'), BROKEN],
        ['is too short', () => sourceOf(body.subarray(0, LARGE - 1)), { code: 'wrong-bytes' }],
        ['is empty', () => sourceOf(body.subarray(0, 0)), { code: 'wrong-bytes' }],
        ['is too long', () => sourceOf(longer), { code: 'wrong-bytes' }],
        ['has other bytes', () => sourceOf(wrong), { code: 'wrong-bytes' }],
      ])('stores nothing of a body that %s, and cancels it', { timeout: 10_000 }, async (_, open, error) => {
        const source = open();
        await expect(sink(source)).rejects.toMatchObject(error);
        expect(source.cancelled()).toBe(true);
        await expectNothing();
      });

      test('gives up a stalled body at the deadline', { timeout: 10_000 }, async () => {
        const source = sourceOf(body.subarray(0, 5 * MIB), 'stall');
        setTimeout(() => controller.abort(OUT_OF_TIME), 200);
        await expect(sink(source)).rejects.toBe(OUT_OF_TIME);
        expect(source.cancelled()).toBe(true);
        await expectNothing();
      });

      test('cancels the body for a taken key, and leaves the object unchanged', async () => {
        await store.put(key, someBytes(10), options);
        const source = sourceOf(body);
        await expectTaken(sink(source), { result: 'exists' });
        expect(source.cancelled()).toBe(true);
        expect(await store.head(key)).toMatchObject({ bytes: 10 });
      });
    });

    describe('an upload in parts', () => {
      const parts = [someBytes(5 * MIB, 1), someBytes(1000, 2)] as const;
      const whole = Buffer.concat(parts);
      const start = async () => {
        const upload = await store.startMultipart(key, { ...options, metadata: { md5: md5(whole) } });
        await upload.putPart(1, parts[0]);
        await upload.putPart(2, parts[1]);
        return upload;
      };

      test('is visible once it is complete', async () => {
        const upload = await start();
        await expectNothing();
        expect(await upload.complete()).toBe('created');
        expect(await store.head(key)).toEqual({
          bytes: whole.length,
          // Any writer could have set the MD5 in the metadata; only above 5 GiB is it certainly ours.
          md5: undefined,
          contentType: 'image/png',
          metadata: { md5: md5(whole) },
        });
        expect(md5((await read(store, key)) ?? Buffer.alloc(0))).toBe(md5(whole));
      });

      test('leaves nothing after it is aborted, once or twice', async () => {
        const upload = await start();
        await upload.abort();
        await upload.abort();
        await expectNothing();
      });

      test('leaves an object unchanged that was stored under its key meanwhile', async () => {
        const upload = await start();
        await store.put(key, someBytes(10), options);
        expect(await upload.complete()).toBe('exists');
        await upload.abort();
        expect(await read(store, key)).toEqual(Buffer.from(someBytes(10)));
      });

      test('has one winner among five concurrent ones', async () => {
        const uploads = await Promise.all(Array.from({ length: 5 }, start));
        const results = await Promise.all(uploads.map((upload) => upload.complete().catch(() => 'conflict')));
        expect(results.filter((result) => result === 'created')).toHaveLength(1);
      });

      test("ends with the signal's reason", async () => {
        const upload = await start();
        controller.abort(OUT_OF_TIME);
        await expect(upload.putPart(3, parts[1])).rejects.toBe(OUT_OF_TIME);
        await expect(upload.complete()).rejects.toBe(OUT_OF_TIME);
        await expect(store.startMultipart(key, options)).rejects.toBe(OUT_OF_TIME);
        await upload.abort();
        await expectNothing();
      });
    });
  });
}
