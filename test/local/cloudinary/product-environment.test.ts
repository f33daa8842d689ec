import { v2 as cloudinary } from 'cloudinary';
import { describe, expect, it } from 'vitest';
import { forEachTest, refusalOf, startLibrary } from './simulated-library.ts';

const library = forEachTest(startLibrary);

type Step = readonly [
  method: string,
  path: string,
  body: Record<string, unknown> | undefined,
  answer: Record<string, unknown>,
];

const REPRESENTATION = { transformation: 'br_5m,c_limit,h_1200,w_1200' };
const REPRESENTED = { transformation: [{ bit_rate: '5m', crop: 'limit', height: 1200, width: 1200 }] };

/** The life of each resource: requests in order, with what each answer has; `status` where it is no 200. */
const LIVES: Record<string, readonly Step[]> = {
  'upload mappings': [
    ['POST', 'upload_mappings', { folder: 'a', template: 'https://a.example.com' }, { message: 'created' }],
    ['POST', 'upload_mappings', { folder: 'a', template: 'https://b.example.com' }, { status: 409 }],
    ['POST', 'upload_mappings', { folder: 'b' }, { status: 400 }],
    ['POST', 'upload_mappings', { folder: 'b', template: 'gs://bucket/' }, { status: 400 }],
    ['POST', 'upload_mappings', { folder: 'b/', template: 'https://b.example.com' }, { status: 400 }],
    ['PUT', 'upload_mappings', { folder: 'a', template: 'https://c.example.com' }, {}],
    ['PUT', 'upload_mappings', { folder: 'b', template: 'https://c.example.com' }, { status: 404 }],
    ['GET', 'upload_mappings?folder=a', undefined, { template: 'https://c.example.com' }],
    ['GET', 'upload_mappings', undefined, { mappings: [{ folder: 'a', template: 'https://c.example.com' }] }],
    ['DELETE', 'upload_mappings?folder=a', undefined, {}],
    ['GET', 'upload_mappings?folder=a', undefined, { status: 404 }],
  ],
  'streaming profiles': [
    ['POST', 'streaming_profiles', { name: 'p', representations: [REPRESENTATION] }, { message: 'created' }],
    ['POST', 'streaming_profiles', { name: 'p', representations: [REPRESENTATION] }, { status: 409 }],
    ['POST', 'streaming_profiles', { name: 'q' }, { status: 400 }],
    ['POST', 'streaming_profiles', { name: 'q', representations: 'c_limit' }, { status: 400 }],
    ['GET', 'streaming_profiles/p', undefined, { data: { predefined: false, representations: [REPRESENTED] } }],
    ['PUT', 'streaming_profiles/p', { display_name: 'P' }, { data: { representations: [REPRESENTED] } }],
    ['GET', 'streaming_profiles/p', undefined, { data: { display_name: 'P' } }],
    ['DELETE', 'streaming_profiles/p', undefined, {}],
    ['GET', 'streaming_profiles/p', undefined, { status: 404 }],
    ['PUT', 'streaming_profiles/4k', { representations: [REPRESENTATION] }, {}],
    ['DELETE', 'streaming_profiles/4k', undefined, { message: 'reverted' }],
    ['GET', 'streaming_profiles/4k', undefined, { data: { representations: { length: 7 } } }],
  ],
  'named transformations': [
    ['POST', 'transformations', { name: 'n', transformation: 'c_scale,w_102/e_sepia:50' }, { message: 'created' }],
    ['POST', 'transformations', { name: 'n', transformation: 'c_scale' }, { status: 409 }],
    ['PUT', 'transformations', { transformation: 'n', allowed_for_strict: true }, {}],
    [
      'GET',
      'transformations?transformation=t_n',
      undefined,
      { name: 't_n', allowed_for_strict: true, info: [{ crop: 'scale', width: 102 }, { effect: 'sepia:50' }] },
    ],
    ['PUT', 'transformations', { transformation: 'n', unsafe_update: 'c_scale,w_103' }, {}],
    ['GET', 'transformations?transformation=n', undefined, { info: [{ crop: 'scale', width: 103 }], used: false }],
    ['GET', 'transformations?named=true', undefined, { transformations: [{ name: 't_n', named: true }] }],
    ['GET', 'transformations?named=false', undefined, { transformations: [] }],
    ['DELETE', 'transformations?transformation=n', undefined, {}],
    ['DELETE', 'transformations?transformation=n', undefined, { status: 404 }],
  ],
};

describe('what a cloud has besides assets', () => {
  it.each(Object.entries(LIVES))('%s', async (_, steps) => {
    for (const [method, path, body, { status = 200, ...members }] of steps) {
      const answer = await library.admin(method, path, body);
      const step = `${method} ${path} ${JSON.stringify(body)}`;
      expect(answer.status, step).toBe(status);
      expect(answer.body, step).toMatchObject(members);
    }
  });

  it('answers the official SDK', async () => {
    const { credentials } = library;
    await cloudinary.api.create_upload_mapping('a', { ...credentials, template: 'https://a.example.com' });
    expect(await cloudinary.api.upload_mapping('a', credentials)).toHaveProperty('template');
    const transformation = { transformation: { crop: 'limit', width: 100 } };
    await cloudinary.api.create_streaming_profile('p', {
      ...credentials,
      // The types ask for text, which the SDK itself makes of the object.
      representations: [transformation as unknown as { transformation: string }],
    });
    const { data } = await cloudinary.api.get_streaming_profile('p', credentials);
    expect(data).toMatchObject({ representations: [{ transformation: [{ crop: 'limit', width: 100 }] }] });
    await cloudinary.api.create_transformation('n', { crop: 'scale', width: 2 }, credentials);
    expect(await cloudinary.api.transformation('n', credentials)).toMatchObject({
      info: [{ crop: 'scale', width: 2 }],
    });
  });

  it('gives pages', async () => {
    const folders = Array.from({ length: 12 }, (_, i) => `f${i}`);
    for (const folder of folders) await library.admin('POST', 'upload_mappings', { folder, template: 'https://x' });
    const first = await library.admin('GET', 'upload_mappings');
    const rest = await library.admin('GET', `upload_mappings?next_cursor=${first.body['next_cursor']}`);
    const mappings = [first, rest].flatMap(({ body }) => body['mappings']);
    expect(mappings).toEqual(folders.map((folder) => ({ folder, template: 'https://x' })));
    expect(rest.body).not.toHaveProperty('next_cursor');
    expect(await library.admin('GET', 'upload_mappings?next_cursor=x')).toMatchObject({ status: 400 });
  });

  it('lists a transformation that an upload used', async () => {
    await library.put('a', 'x', { transformation: { crop: 'scale', width: 10 } });
    expect((await library.admin('GET', 'transformations')).body).toMatchObject({
      transformations: [{ name: 'c_scale,w_10', used: true, named: false }],
    });
  });
});

describe('related assets', () => {
  async function relatedTo(publicId: string) {
    const answer = await library.admin('GET', `resources/image/upload/${publicId}?related=true`);
    return answer.body['related_assets'];
  }

  it('relates and unrelates in both directions, by identity and by asset_id', async () => {
    const [a, b] = [await library.put('a'), await library.put('b')];
    const other = { resource_type: 'image', type: 'upload', public_id: 'b', asset_id: b['asset_id'] };
    for (const path of ['image/upload/a', a['asset_id']]) {
      const related = `resources/related_assets/${path}`;
      const references = path === a['asset_id'] ? [b['asset_id'], '0'.repeat(32)] : ['image/upload/b', 'raw/upload/b'];
      const added = await library.admin('POST', related, { assets_to_relate: references });
      expect(added.body).toMatchObject({ success: [{ status: 200 }], failed: [{ status: 404 }] });
      expect(await relatedTo('a')).toMatchObject([other]);
      expect(await relatedTo('b')).toMatchObject([{ public_id: 'a' }]);
      await library.admin('DELETE', related, { assets_to_unrelate: references.slice(0, 1) });
      expect([await relatedTo('a'), await relatedTo('b')]).toEqual([[], []]);
    }
    const plain = await library.admin('GET', 'resources/image/upload/a');
    expect(plain.body).not.toHaveProperty('related_assets');
    expect(library.cloud.history.filter(({ type }) => type === 'related_assets')).toMatchObject([
      { body: { action_type: 'relate', asset_id: a['asset_id'], total_failed: 1, total_success: 1 } },
      { body: { action_type: 'unrelate', total_failed: 0 } },
      {},
      {},
    ]);
  });

  it('forgets an asset that is deleted', async () => {
    for (const id of ['a', 'b']) await library.put(id);
    await cloudinary.api.add_related_assets('a', 'image/upload/b', library.credentials);
    await cloudinary.uploader.destroy('b', library.ofImages);
    expect(await relatedTo('a')).toEqual([]);
  });

  it('refuses more than 10 at once, and an asset that there is none of', async () => {
    await library.put('a');
    const references = Array.from({ length: 11 }, (_, i) => `image/upload/${i}`);
    expect(await refusalOf(cloudinary.api.add_related_assets('a', references, library.credentials))).toBe(400);
    expect(await refusalOf(cloudinary.api.add_related_assets('z', references.slice(1), library.credentials))).toBe(404);
  });
});
