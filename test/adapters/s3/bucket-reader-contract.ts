import pMap from 'p-map';
import { beforeEach, describe, expect, test } from 'vitest';
import { PipelineError } from '#shared/domain/errors.ts';
import type { BucketReader } from '#shared/usecases/bucket-reader.ts';
import type { ObjectStore } from '#shared/usecases/object-store.ts';
import { md5, someBytes } from '#test/doubles/byte-sources.ts';
import { keyNamed } from './object-store-contract.ts';

const OUT_OF_TIME = new PipelineError('out-of-time', 'No time left.');
const MIB = 1024 * 1024;

let run = 0;

/** What every bucket that a run reads must do. */
export function bucketReaderContract(name: string, storeUnderTest: () => ObjectStore & BucketReader): void {
  describe(`a bucket as runs read it: ${name}`, () => {
    let store: ObjectStore & BucketReader;
    let folder: string;
    let prefix: string;
    const { signal } = new AbortController();
    const attributes = { contentType: 'text/plain', metadata: {}, signal };
    const put = (names: readonly string[]) =>
      pMap(names, (each) => store.put(keyNamed(`${folder}/${each}`), Buffer.from(each), attributes), {
        concurrency: 32,
      });
    const keysAfter = async (after?: string) => {
      const { objects, more } = await store.keys(prefix, { after, signal });
      return { names: objects.map(({ key }) => key.slice(prefix.length)), more };
    };
    const foldersAfter = async (after?: string) =>
      (await store.folders(prefix, { after, signal })).map((found) => found.slice(prefix.length));

    beforeEach(() => {
      store = storeUnderTest();
      folder = `reader-${process.pid}-${++run}`;
      prefix = keyNamed(`${folder}/`);
    });

    test('an object is read completely, with its metadata', async () => {
      const body = someBytes(70_000);
      const key = keyNamed(`${folder}/a`);
      await store.put(key, body, { ...attributes, metadata: { next: '{"listing":3}' } });
      const read = await store.read(key, signal);
      expect(read?.metadata).toEqual({ next: '{"listing":3}' });
      expect(Buffer.from(read?.body ?? [])).toEqual(Buffer.from(body));
    });

    test('an empty object has an empty body, and a missing one is undefined', async () => {
      await store.put(keyNamed(`${folder}/a`), new Uint8Array(0), attributes);
      expect(await store.read(keyNamed(`${folder}/a`), signal)).toMatchObject({ body: new Uint8Array(0) });
      expect(await store.read(keyNamed(`${folder}/b`), signal)).toBeUndefined();
    });

    test('keys are listed with length and MD5', async () => {
      await put(['a', 'b/c']);
      expect(await store.keys(prefix, { signal })).toEqual({
        objects: ['a', 'b/c'].map((each) => ({
          key: prefix + each,
          bytes: each.length,
          etag: md5(Buffer.from(each)),
        })),
        more: false,
      });
    });

    test('an object that came in parts has an etag that is no MD5', async () => {
      const upload = await store.startMultipart(keyNamed(`${folder}/a`), attributes);
      await upload.putPart(1, someBytes(5 * MIB));
      await upload.putPart(2, someBytes(10));
      await upload.complete();
      const { objects } = await store.keys(prefix, { signal });
      expect(objects).toMatchObject([{ bytes: 5 * MIB + 10, etag: expect.stringMatching(/^[0-9a-f]{32}-\d+$/) }]);
    });

    test('keys are listed in the order of their bytes, in folders or not', async () => {
      const names = ['B', '_x', 'a-b', 'a.b', 'a/b', 'a0', '~', 'é', '｡', '🐚'];
      await put([...names].reverse());
      expect(await keysAfter()).toEqual({ names, more: false });
      for (const [index, each] of names.entries()) {
        expect(await keysAfter(prefix + each)).toEqual({ names: names.slice(index + 1), more: false });
      }
    });

    test('keys are listed after a key that does not exist', async () => {
      await put(['a', 'c']);
      expect((await keysAfter(`${prefix}b`)).names).toEqual(['c']);
      expect((await keysAfter(prefix)).names).toEqual(['a', 'c']);
      expect((await keysAfter(`${prefix}d`)).names).toEqual([]);
    });

    test('a prefix may end within a name, and one without keys lists nothing', async () => {
      await put(['part-00-00000', 'part-01-00000', 'manifest']);
      const { objects } = await store.keys(`${prefix}part-`, { signal });
      expect(objects).toHaveLength(2);
      expect(await store.keys(`${prefix}nothing/`, { signal })).toEqual({ objects: [], more: false });
    });

    test('folders directly under a prefix are listed once each, in order', async () => {
      await put(['b/1', 'b/2/3', 'a-/1', 'a/deep/er/1', 'plain', 'ab/1']);
      expect(await foldersAfter()).toEqual(['a-/', 'a/', 'ab/', 'b/']);
      expect(await foldersAfter(`${prefix}a/`)).toEqual(['ab/', 'b/']);
      expect(await foldersAfter(`${prefix}a/zzz`)).toEqual(['ab/', 'b/']);
      expect(await foldersAfter(`${prefix}b/`)).toEqual([]);
      expect(await store.folders(`${prefix}nothing/`, { signal })).toEqual([]);
    });

    test('a page has at most a thousand keys, and all folders are listed at once', { timeout: 60_000 }, async () => {
      const wanted = Array.from({ length: 1003 }, (_, index) => `${1700000000 + index}/o`);
      await put(wanted);
      const first = await keysAfter();
      expect(first).toEqual({ names: wanted.slice(0, 1000), more: true });
      expect(await keysAfter(`${prefix}${first.names.at(-1)}`)).toEqual({ names: wanted.slice(1000), more: false });
      expect(await foldersAfter()).toEqual(wanted.map((each) => each.slice(0, -1)));
      expect(await foldersAfter(`${prefix}1700000001/`)).toHaveLength(1001);
    });

    test('every call with an aborted signal throws its reason', async () => {
      await put(['a']);
      const aborted = AbortSignal.abort(OUT_OF_TIME);
      await expect(store.read(`${prefix}a`, aborted)).rejects.toBe(OUT_OF_TIME);
      await expect(store.keys(prefix, { signal: aborted })).rejects.toBe(OUT_OF_TIME);
      await expect(store.folders(prefix, { signal: aborted })).rejects.toBe(OUT_OF_TIME);
    });
  });
}
