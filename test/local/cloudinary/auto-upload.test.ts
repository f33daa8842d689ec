import { beforeEach, expect, it } from 'vitest';
import { heldBytes } from '#local/cloudinary/bytes/original-bytes.ts';
import { fetchBytes, forEachTest, startWatchedLibrary } from './simulated-library.ts';

const library = forEachTest(() =>
  startWatchedLibrary({
    behaviour: { deliveryErrorCacheMs: 0 },
    async readS3Object(_, key) {
      const text = { '.wellknown/cloudinary/demo': '', 'in/50%/a b.jpg': 'three', '?.jpg': 'four' }[key];
      return text === undefined ? undefined : heldBytes(Buffer.from(text));
    },
  }),
);

beforeEach(async () => {
  await library.put('source/a b', 'one');
  await library.put('other/deep/a', 'two');
  const remote = `${library.origin}/demo/image/upload`;
  for (const [folder, template] of [
    ['shop', `${remote}/source/`],
    ['shop/in', `${remote}/other`],
    ['bucket', 's3://granted/in/50%/'],
    ['odd', 's3://granted'],
    ['loop', `${remote}/loop`],
    ['growing', `${remote}/growing/growing`],
  ]) {
    await library.admin('POST', 'upload_mappings', { folder, template });
  }
});

async function delivered(path: string) {
  const { status, text } = await fetchBytes(`${library.origin}/demo/${path}`);
  return status === 200 ? text : status;
}

it('uploads what a mapped folder has elsewhere when it is first delivered', async () => {
  expect(await delivered('image/upload/shop/a%20b.jpg')).toBe('one');
  const [asset] = library.cloud.assets().filter(({ public_id }) => public_id === 'shop/a b');
  expect(asset).toMatchObject({ type: 'upload', format: 'jpg' });
  expect((await library.bodies('upload')).at(-1)).toMatchObject({ public_id: 'shop/a b', bytes: 3 });
  await library.put('source/a b', 'changed');
  expect(await delivered('image/upload/v1/shop/a%20b.jpg')).toBe('one');
});

it.each([
  ['from the longest mapped folder', 'image/upload/shop/in/deep/a.jpg', 'two'],
  ['from a key in S3 as it stands', 'image/upload/bucket/a%20b.jpg', 'three'],
  ['as raw files, with the extension in the public_id', 'raw/upload/shop/a%20b.jpg', 'one'],
  ['only where a file is', 'image/upload/shop/missing.jpg', 404],
  ['only below a mapped folder', 'image/upload/shopping/a%20b.jpg', 404],
  ['only under a public_id that uploads may have', 'image/upload/odd/%3F.jpg', 404],
  ['only where the file is no mapping again', 'image/upload/loop/a.jpg', 404],
  ['only where the file is no longer mapping', 'image/upload/growing/a.jpg', 404],
  ['only for public delivery', 'image/private/shop/a%20b.jpg', 404],
])('does so %s', async (_, path, expected) => {
  expect(await delivered(path)).toBe(expected);
});

it('uploads once for many who ask at the same time', async () => {
  const texts = await Promise.all(Array.from({ length: 5 }, () => delivered('image/upload/shop/a%20b.jpg')));
  expect(new Set(texts)).toEqual(new Set(['one']));
  expect(library.cloud.uploads.filter(({ public_id }) => public_id === 'shop/a b')).toHaveLength(1);
});

it('uploads nothing that is larger than the plan allows', async () => {
  library.cloud.settings.maxBytes = { image: 2 };
  expect(await delivered('image/upload/shop/a%20b.jpg')).toBe(404);
  library.cloud.settings.maxBytes = { image: 3 };
  expect(await delivered('image/upload/v1/shop/a%20b.jpg')).toBe('one');
});
