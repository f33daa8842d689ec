import { expect, test } from 'vitest';
import { MemoryObjectStore } from '#test/doubles/memory-object-store.ts';
import { bucketReaderContract } from './bucket-reader-contract.ts';
import { keyContract } from './object-key-contract.ts';
import { objectStoreContract } from './object-store-contract.ts';

objectStoreContract('in memory', () => new MemoryObjectStore());
keyContract('in memory', () => new MemoryObjectStore());
bucketReaderContract('in memory', () => new MemoryObjectStore());

test('a test can choose the size of pages', async () => {
  const store = new MemoryObjectStore();
  store.pageSize = 2;
  for (const key of ['c', 'a', 'b']) store.place(key, Buffer.from(key));
  const { signal } = new AbortController();
  expect(await store.keys('', { signal })).toMatchObject({ objects: [{ key: 'a' }, { key: 'b' }], more: true });
  expect(await store.keys('', { after: 'b', signal })).toMatchObject({ objects: [{ key: 'c' }], more: false });
});

test('a test can make reading calls fail, too', async () => {
  const store = new MemoryObjectStore();
  const refusal = new Error('refused');
  store.before = ({ name }) => (['read', 'keys', 'folders'].includes(name) ? refusal : undefined);
  const { signal } = new AbortController();
  await expect(store.read('a', signal)).rejects.toBe(refusal);
  await expect(store.keys('a/', { signal })).rejects.toBe(refusal);
  await expect(store.folders('b/', { signal })).rejects.toBe(refusal);
  expect(store.calls).toEqual([
    { name: 'read', key: 'a' },
    { name: 'keys', key: 'a/' },
    { name: 'folders', key: 'b/' },
  ]);
});
