import { beforeEach, describe, expect, test } from 'vitest';
import { type ObjectKey, revisionKey } from '#shared/domain/bucket/bucket-layout.ts';
import { PipelineError } from '#shared/domain/errors.ts';
import { type ByteSource, byteSourceOf } from '#shared/usecases/byte-source.ts';
import type { PutOptions, PutResult } from '#shared/usecases/object-store.ts';
import { MAX_HELD_BYTES, storeExactBytes } from '#shared/usecases/sink/store-exact-bytes.ts';
import type { Expectation } from '#shared/usecases/sink/verified-chunks.ts';
import {
  BROKEN,
  expectationFor,
  md5,
  sha256,
  someBytes,
  sourceOf,
  type WatchedSource,
} from '#test/doubles/byte-sources.ts';
import { MemoryObjectStore } from '#test/doubles/memory-object-store.ts';

const KEY = revisionKey('demo', { resource_type: 'image', type: 'upload', public_id: 'a' }, { version: 1 });
const ATTRIBUTES = { contentType: 'image/png', metadata: { source: 'download' } };
const OUT_OF_TIME = new PipelineError('out-of-time', 'No time left.');

let store: MemoryObjectStore;
beforeEach(() => {
  store = new MemoryObjectStore();
});

function attempt(source: ByteSource, expected: Expectation, signal?: AbortSignal) {
  return storeExactBytes({
    store,
    key: KEY,
    source,
    expected,
    attributes: ATTRIBUTES,
    signal: signal ?? new AbortController().signal,
  });
}

describe.each([
  ['with a body held in memory', 1000],
  ['with the largest body held in memory', MAX_HELD_BYTES],
  ['streaming the smallest body', MAX_HELD_BYTES + 1],
  ['streaming', MAX_HELD_BYTES + 100_000],
])('the sink, %s', (how, length) => {
  const bytes = someBytes(length);
  const expected = expectationFor(bytes);
  const wrong = Uint8Array.from(bytes).fill(7, length - 5);
  const streams = how.startsWith('streaming');

  test('stores the expected bytes, and hashes them', async () => {
    const source = sourceOf(bytes);
    expect(await attempt(source, expected)).toEqual({
      result: 'created',
      digests: { bytes: length, md5: md5(bytes), sha256: sha256(bytes) },
    });
    expect(store.objects.get(KEY)).toMatchObject({ md5: md5(bytes), options: ATTRIBUTES });
    expect(store.calls).toEqual([{ name: streams ? 'putStream' : 'put', key: KEY }]);
    expect(source.cancelled()).toBe(true);
  });

  test.each<[string, () => WatchedSource, object]>([
    ['differ', () => sourceOf(wrong), { code: 'wrong-bytes', message: expect.stringContaining(`MD5 ${md5(wrong)}`) }],
    ['are one too few', () => sourceOf(bytes.subarray(0, -1)), { received: { bytes: length - 1 } }],
    ['are none', () => sourceOf(bytes.subarray(0, 0)), { received: { bytes: 0 } }],
    ['are one too many', () => sourceOf(Buffer.concat([bytes, bytes.subarray(0, 1)])), { code: 'wrong-bytes' }],
    ['break off', () => sourceOf(bytes.subarray(0, length / 2), 'break'), BROKEN],
    ['break off at their end', () => sourceOf(bytes, 'break'), BROKEN],
  ])('stores nothing if the bytes %s', async (_, open, error) => {
    const source = open();
    await expect(attempt(source, expected)).rejects.toMatchObject(error);
    expect(store.objects.size).toBe(0);
    expect(store.arrived.get(KEY) ?? 0).toBeLessThan(length);
    expect(source.cancelled()).toBe(true);
  });

  test('a source that announces another length is not read', async () => {
    const source = { ...sourceOf(bytes), length: length - 1 };
    await expect(attempt(source, expected)).rejects.toMatchObject({
      code: 'wrong-bytes',
      received: { bytes: length - 1 },
    });
    expect(source.taken()).toBe(0);
    expect(source.cancelled()).toBe(true);
  });

  test('an infinite source is cancelled at the first excess byte', async () => {
    const chunks = async function* () {
      for (;;) yield bytes;
    };
    const watched = sourceOf(bytes);
    const source = { ...watched, chunks: chunks() };
    await expect(attempt(source, expected)).rejects.toMatchObject({ code: 'wrong-bytes' });
    expect(watched.cancelled()).toBe(true);
  });

  test('without an MD5, the length decides', async () => {
    const { digests } = await attempt(sourceOf(wrong), { bytes: length });
    expect(digests?.md5).toBe(md5(wrong));
    store.objects.clear();
    await expect(attempt(sourceOf(wrong.subarray(1)), { bytes: length })).rejects.toMatchObject({
      message: expect.stringContaining(`${length - 1} bytes instead of ${length}`),
    });
  });

  test('an object that already has the key stays unchanged', async () => {
    store.place(KEY, someBytes(3));
    const source = sourceOf(bytes);
    const { result, digests } = await attempt(source, expected);
    expect(result).toBe('exists');
    expect(digests?.md5).toBe(streams ? undefined : md5(bytes));
    expect(source.taken()).toBe(streams ? 0 : length);
    expect(store.objects.get(KEY)?.body).toEqual(someBytes(3));
    expect(source.cancelled()).toBe(true);
  });

  test('a failure of the store is rethrown', async () => {
    const failure = new PipelineError('access-denied', 'S3 denied access.');
    store.before = () => failure;
    const source = sourceOf(bytes);
    await expect(attempt(source, expected)).rejects.toBe(failure);
    expect(source.cancelled()).toBe(true);
  });

  test('an aborted signal ends the write', async () => {
    const source = sourceOf(bytes);
    await expect(attempt(source, expected, AbortSignal.abort(OUT_OF_TIME))).rejects.toBe(OUT_OF_TIME);
    expect(store.objects.size).toBe(0);
    expect(source.cancelled()).toBe(true);
  });
});

describe('the sink', () => {
  const bytes = someBytes(MAX_HELD_BYTES + 100_000);

  test('stores an empty original', async () => {
    expect(await attempt(byteSourceOf(new Uint8Array(0)), expectationFor(new Uint8Array(0)))).toMatchObject({
      result: 'created',
      digests: { bytes: 0 },
    });
    expect(store.objects.get(KEY)?.body).toHaveLength(0);
  });

  test('gives up a stalled body at the deadline', async () => {
    const controller = new AbortController();
    const source = sourceOf(bytes.subarray(0, -1000), 'stall');
    setTimeout(() => controller.abort(OUT_OF_TIME), 50);
    await expect(attempt(source, expectationFor(bytes), controller.signal)).rejects.toBe(OUT_OF_TIME);
    expect(store.objects.size).toBe(0);
    expect(source.cancelled()).toBe(true);
  });

  /** Records how many bytes have reached the store whenever the source is asked for more. */
  const observed = async (chunks: readonly Uint8Array[], expected: Expectation): Promise<readonly number[]> => {
    store = new MemoryObjectStore();
    const seen: number[] = [];
    const arrived = () => seen.push(store.arrived.get(KEY) ?? 0);
    const source: ByteSource = {
      length: undefined,
      contentType: undefined,
      chunks: (async function* () {
        for (const chunk of chunks) {
          yield chunk;
          await new Promise((resolve) => setTimeout(resolve, 5));
          arrived();
        }
      })(),
      cancel: async () => {},
    };
    await attempt(source, expected).catch(() => {});
    arrived();
    return seen;
  };
  const [head, tail] = [bytes.subarray(0, -1000), bytes.subarray(-1000)];
  const EMPTY = new Uint8Array(0);

  test('passes the last chunk to the store only when all bytes are verified', async () => {
    expect(await observed([head, tail], expectationFor(bytes))).toEqual([0, head.length, bytes.length]);
    expect(await observed([head, tail.map((byte) => byte ^ 1)], expectationFor(bytes))).toEqual([
      0,
      head.length,
      head.length,
    ]);
  });

  test('does not pass wrong bytes because an empty chunk follows', async () => {
    const wrong = [head, tail.map((byte) => byte ^ 1), EMPTY, EMPTY];
    expect((await observed(wrong, expectationFor(bytes))).at(-1)).toBe(head.length);
    expect((await observed([head, EMPTY, tail, EMPTY], expectationFor(bytes))).at(-1)).toBe(bytes.length);
  });

  test('does not pass missing bytes because an empty chunk follows', async () => {
    expect((await observed([head, EMPTY], expectationFor(bytes))).at(-1)).toBe(0);
  });

  test('aborts the write instead of showing the store a failing body', async () => {
    const seen: unknown[] = [];
    class Watching extends MemoryObjectStore {
      override async putStream(
        _key: ObjectKey,
        chunks: AsyncIterable<Uint8Array>,
        _length: number,
        { signal }: PutOptions,
      ): Promise<PutResult> {
        const aborted = new Promise<never>((_, reject) =>
          signal.addEventListener('abort', () => reject(new Error('AbortError'))),
        );
        const reading = (async () => {
          for await (const _ of chunks);
        })();
        reading.then(
          () => seen.push('an end'),
          (error: unknown) => seen.push(error),
        );
        return aborted;
      }
    }
    for (const [source, error] of [
      [sourceOf(bytes.subarray(0, 1000), 'break'), BROKEN],
      [sourceOf(bytes.subarray(0, 1000)), { code: 'wrong-bytes' }],
    ] as const) {
      store = new Watching();
      await expect(attempt(source, expectationFor(bytes))).rejects.toMatchObject(error);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(seen).toEqual([]);
  });

  test('throws the error of a store that refuses after the whole body', async () => {
    class Refusing extends MemoryObjectStore {
      override async putStream(
        _key: ObjectKey,
        chunks: AsyncIterable<Uint8Array>,
        _length: number,
        _options: PutOptions,
      ): Promise<PutResult> {
        for await (const _ of chunks);
        throw new PipelineError('storage-failed', 'S3 failed (BadDigest, HTTP 400).');
      }
    }
    const source = sourceOf(bytes);
    store = new Refusing();
    await expect(attempt(source, expectationFor(bytes))).rejects.toMatchObject({
      code: 'storage-failed',
    });
    expect(source.cancelled()).toBe(true);
  });
});
