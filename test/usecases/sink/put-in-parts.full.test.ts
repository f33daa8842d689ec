import { beforeEach, describe, expect, test } from 'vitest';
import { revisionKey } from '#shared/domain/bucket/bucket-layout.ts';
import { PipelineError } from '#shared/domain/errors.ts';
import type { ByteSource } from '#shared/usecases/byte-source.ts';
import { putInParts, storeExactBytes } from '#shared/usecases/sink/store-exact-bytes.ts';
import { BROKEN, expectationFor, md5, sha256, someBytes, sourceOf } from '#test/doubles/byte-sources.ts';
import { MemoryObjectStore } from '#test/doubles/memory-object-store.ts';

const MIB = 1024 * 1024;
const KEY = revisionKey('demo', { resource_type: 'video', type: 'upload', public_id: 'film' }, { version: 1 });

// Real uploads in parts exceed 5 GiB; a test can hold less.
const bytes = someBytes(150 * MIB);
const expected = expectationFor(bytes);

const { signal } = new AbortController();
let store: MemoryObjectStore;
beforeEach(() => {
  store = new MemoryObjectStore();
});

function put(source: ByteSource, of = expected) {
  const attributes = { contentType: 'video/mp4', metadata: { md5: of.md5 } };
  return putInParts({ store, key: KEY, source, expected: of, attributes, signal });
}

function partsPut(): number {
  return store.calls.filter(({ name }) => name === 'putPart').length;
}

describe('a body over the limit of a single PUT', () => {
  test('is uploaded in parts of 64 MiB, whatever the size of its chunks', async () => {
    // The ends of chunks match neither parts nor the body.
    const result = await put(sourceOf(bytes, 'end', 7 * MIB + 13));
    expect(result).toEqual({
      result: 'created',
      digests: { bytes: bytes.length, md5: md5(bytes), sha256: sha256(bytes) },
    });
    expect(partsPut()).toBe(3);
    expect(await store.head(KEY)).toMatchObject({ bytes: bytes.length, contentType: 'video/mp4' });
    expect(md5(store.objects.get(KEY)?.body ?? new Uint8Array(0))).toBe(md5(bytes));
    expect(store.openUploads).toBe(0);
  });

  test('uploads no empty last part', async () => {
    const even = bytes.subarray(0, 128 * MIB);
    await put(sourceOf(even, 'end', 64 * MIB), expectationFor(even));
    expect(partsPut()).toBe(2);
  });

  test.each([
    ['breaks off', () => sourceOf(bytes.subarray(0, 100 * MIB), 'break'), BROKEN],
    ['is too short', () => sourceOf(bytes.subarray(0, -1)), { code: 'wrong-bytes' }],
    ['is too long', () => sourceOf(Buffer.concat([bytes, bytes.subarray(0, 1)])), { code: 'wrong-bytes' }],
    ['has other bytes', () => sourceOf(Uint8Array.from(bytes).fill(1, 0, 100)), { code: 'wrong-bytes' }],
  ] as const)('is aborted if it %s', async (_, open, error) => {
    await expect(put(open())).rejects.toMatchObject(error);
    expect(store.objects.size).toBe(0);
    expect(store.openUploads).toBe(0);
    expect(store.calls.some(({ name }) => name === 'complete')).toBe(false);
  });

  test.each(['putPart', 'complete'] as const)('is aborted if S3 fails at %s', async (failing) => {
    const failure = new PipelineError('storage-failed', 'S3 failed.');
    store.before = ({ name }) => (name === failing ? failure : undefined);
    await expect(put(sourceOf(bytes))).rejects.toBe(failure);
    expect(store.objects.size).toBe(0);
    expect(store.openUploads).toBe(0);
  });

  test('leaves an existing object unchanged', async () => {
    store.place(KEY, someBytes(3));
    expect(await put(sourceOf(bytes))).toMatchObject({ result: 'exists', digests: { md5: md5(bytes) } });
    expect(store.objects.get(KEY)?.body).toEqual(someBytes(3));
    expect(store.openUploads).toBe(0);
  });

  test('is uploaded this way by the sink above 5 GiB', async () => {
    const write = { store, key: KEY, source: sourceOf(bytes.subarray(0, 100)), signal };
    const sixGib = { bytes: 6 * 1024 ** 3, md5: expected.md5 };
    await expect(
      storeExactBytes({ ...write, expected: sixGib, attributes: { contentType: 'a/b', metadata: {} } }),
    ).rejects.toMatchObject({ code: 'wrong-bytes' });
    expect(store.calls[0]).toMatchObject({ name: 'startMultipart' });
  });
});
