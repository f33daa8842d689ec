import { describe, expect, it } from 'vitest';
import { exampleBodies, hero } from './example-bodies.ts';
import { notificationOf } from './parse.ts';

describe('moderation', () => {
  const { moderation } = exampleBodies;
  const assetsOf = (change: object) => notificationOf({ ...moderation, ...change });

  it.each([
    ['https://res.cloudinary.com/demo/video/upload/v1/a.mp4', 'video', 'upload'],
    ['http://res.cloudinary.com/demo/image/private/v1/a.jpg', 'image', 'private'],
    ['https://demo-res.cloudinary.com/raw/authenticated/s--x--/v1/a.csv', 'raw', 'authenticated'],
    ['https://media.example.com/image/upload/a.jpg', 'image', 'upload'],
    ['https://res.cloudinary.com/image/image/upload/a.jpg', 'image', 'upload'],
    ['https://res.cloudinary.com/demo/image/upload/video/private/a.jpg', 'image', 'upload'],
  ])('finds resource_type and type in the URL %s, secure or not', (url, resource_type, type) => {
    for (const urls of [{ secure_url: url }, { secure_url: undefined, url }]) {
      expect(assetsOf(urls)).toMatchObject({ assets: [{ resource_type, type, public_id: 'ugc/clip-77' }] });
    }
  });

  it('takes them from the body where it has them, and the asset_id', () => {
    const named = { resource_type: 'image', type: 'private', asset_id: '9' };
    expect(assetsOf({ ...named, moderation_status: undefined })).toStrictEqual({
      notification_type: 'moderation',
      assets: [{ ...named, public_id: 'ugc/clip-77' }],
    });
  });

  it.each([
    '',
    'no URL',
    'ftp://res.cloudinary.com/demo/image/upload/a.jpg',
    'xhttps://res.cloudinary.com/demo/image/upload/a.jpg',
    'https:///image/upload/a.jpg',
    'https://res.cloudinary.com/demo/other/image/upload/a.jpg',
    'https://res.cloudinary.com/demo/image/fetch/a.jpg',
    'https://res.cloudinary.com/demo/audio/upload/a.mp3',
    'https://res.cloudinary.com/demo/image/uploads/a.jpg',
    'https://res.cloudinary.com/demo/image/upload',
    'https://res.cloudinary.com/demo/xximage/upload/a.jpg',
  ])('finds nothing in the URL %j', (secure_url) => {
    expect(assetsOf({ secure_url })).toMatchObject({ assets: [] });
  });

  const nowhere = { url: undefined, secure_url: undefined };
  it.each([
    nowhere,
    { ...nowhere, resource_type: 'video' },
    { ...nowhere, type: 'upload' },
    { public_id: undefined },
    { public_id: 5 },
  ])('names no asset with %j', (change) => {
    expect(assetsOf(change)).toMatchObject({ assets: [] });
  });
});

describe('types of unpublished shape', () => {
  const hintsOf = (body: object, named = 'info') => {
    const { assets, ...rest } = notificationOf({ notification_type: named, ...body }) as { assets?: unknown };
    expect(rest).toStrictEqual({ notification_type: 'opaque', named });
    return assets;
  };
  const { public_id, ...keyed } = hero;
  const { asset_id, ...nameless } = hero;

  it.each(['info', 'error', 'a type of tomorrow', '__proto__', 'constructor', 'opaque'])('stay opaque: %s', (named) => {
    expect(hintsOf({}, named)).toEqual([]);
  });

  it.each<[body: object, assets: readonly object[]]>([
    [{ ...hero, info: {} }, [hero]],
    [{ ...hero, asset_id: 5 }, [nameless]],
    // In either container.
    [{ resources: [hero, { asset_id: '2' }, 'x', null, {}] }, [hero, { asset_id: '2' }]],
    [{ asset_id: '1', resources: { [public_id]: keyed } }, [{ asset_id: '1' }, hero]],
  ])('hint at the assets that %j names', (body, assets) => {
    expect(hintsOf(body)).toStrictEqual(assets);
  });

  it.each(['public_id', 'resource_type', 'type'])('hint at an asset_id alone, where the %s is missing', (field) => {
    expect(hintsOf({ ...hero, [field]: undefined })).toStrictEqual([{ asset_id }]);
    expect(hintsOf({ ...nameless, [field]: undefined })).toEqual([]);
  });
});
