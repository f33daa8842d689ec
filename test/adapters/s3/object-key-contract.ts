import pMap from 'p-map';
import { beforeEach, describe, expect, test } from 'vitest';
import type { AssetIdentity } from '#shared/domain/asset/asset.ts';
import { revisionFolders, revisionKey } from '#shared/domain/bucket/bucket-layout.ts';
import type { ObjectStore } from '#shared/usecases/object-store.ts';
import { keyNamed } from './object-store-contract.ts';

const ODD_IDS: Readonly<Record<string, string>> = {
  'characters that URLs escape': 'a b+c,d~e',
  unicode: 'naïve/日本語/🐚',
  'characters that S3 advises against': "it's (100%) *really* = $5!",
  'segments that lead up': '../../etc/passwd',
  'control characters': 'line\nbreak\u0000nul\u007f',
  'characters that Cloudinary forbids': 'x?y&z#w\\v<u>',
  'a lone surrogate': 'lone \ud800 surrogate',
  'a segment that looks like an escape': '%41',
  'an empty segment': './a//b',
  '600 bytes that must be escaped': `deep/${'é'.repeat(300)}`,
  '4,000 bytes': 'n'.repeat(4000),
};

/** A server that keeps objects as files cannot store every key. */
export interface KeyAbilities {
  /** Whether, as on S3, a key may lie under another one, and a segment may be empty or long. */
  readonly arbitraryKeys: boolean;
}

let run = 0;

/** How every store must handle keys and listings. */
export function keyContract(
  name: string,
  storeUnderTest: () => ObjectStore,
  { arbitraryKeys }: KeyAbilities = { arbitraryKeys: true },
): void {
  describe(`keys and listings: ${name}`, () => {
    let store: ObjectStore;
    let cloud: string;
    const options = { contentType: 'image/png', metadata: {}, signal: new AbortController().signal };
    const names = async (folder: string): Promise<string[]> => {
      const found: string[] = [];
      for await (const listed of store.list(folder)) found.push(listed.name);
      return found.sort();
    };
    const image = (public_id: string): AssetIdentity => ({ resource_type: 'image', type: 'upload', public_id });

    beforeEach(() => {
      store = storeUnderTest();
      cloud = `keys-${process.pid}-${++run}`;
    });

    const ids = Object.entries(ODD_IDS).filter(([, id]) => arbitraryKeys || (id.length < 300 && !id.includes('//')));
    test.each(ids)('a revision whose public_id has %s is put, found and listed', async (_, id) => {
      const key = revisionKey(cloud, image(id), { version: 1700000000, format: 'png' });
      expect(await store.put(key, Buffer.from(id), options)).toBe('created');
      expect(await store.put(key, Buffer.from('other'), options)).toBe('exists');
      expect(await store.head(key)).toMatchObject({ bytes: Buffer.from(id).length });
      const [folder = ''] = revisionFolders(cloud, image(id)).slice(-1);
      const listed: unknown[] = [];
      for await (const object of store.list(folder)) listed.push(object);
      expect(listed).toEqual([{ key, name: '1700000000.png', bytes: Buffer.from(id).length }]);
    });

    test('an id that is a prefix of another one lists only its own revisions', async () => {
      const put = (id: string, version: number) =>
        store.put(revisionKey(cloud, image(id), { version, format: 'jpg' }), Buffer.from(id), options);
      await put('a', 1);
      await put('a', 2);
      await put('ab', 3);
      await put('a/b', 4);
      if (arbitraryKeys) await put('a/1.jpg', 5);
      const [folder = ''] = revisionFolders(cloud, image('a'));
      expect(await names(folder)).toEqual(['1.jpg', '2.jpg']);
    });

    test('an empty folder lists nothing', async () => {
      expect(await names(`pipeline/res/${cloud}/image/upload/nothing/`)).toEqual([]);
    });

    test('more than a thousand objects are listed, each once', { timeout: 60_000 }, async () => {
      const wanted = Array.from({ length: 1005 }, (_, index) => `${1700000000 + index}.png`);
      await pMap(wanted, (file) => store.put(keyNamed(`${cloud}/${file}`), Buffer.from(file), options), {
        concurrency: 32,
      });
      expect(await names(`pipeline/res/demo/image/upload/${cloud}/`)).toEqual(wanted);
    });
  });
}
