import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v2 as cloudinary, type UploadApiOptions, type UploadApiResponse } from 'cloudinary';
import { beforeEach, describe, expect, it } from 'vitest';
import { fetchBytes, forEachTest, refusalOf, startLibrary } from './simulated-library.ts';

function md5(bytes: Buffer | string) {
  return createHash('md5').update(bytes).digest('hex');
}

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAMAAAAFCAIAAAAPE8H1AAAAEElEQVR4nGP4z8AARAw4KQBu8gf5lJrM3AAAAABJRU5ErkJggg==',
  'base64',
);

let clock: Date;
beforeEach(() => {
  // The SDK stamps requests by the real clock, so the injected one starts there.
  clock = new Date();
});
const library = forEachTest(() => startLibrary({ now: () => clock }));

describe('upload', () => {
  it('stores an image with its details, and answers with what it stored', async () => {
    const kept = {
      public_id: 'catalog/trail runner+2',
      tags: ['autumn', 'shoes'],
      metadata: { colours: ['green', 'red'], sku: 'x-1', state: '[draft]', nested: '[[1]]' },
      asset_folder: 'Catalog/Shoes',
      access_control: [{ access_type: 'token' as const }],
    };
    const unlike = { context: { alt: 'a=b|c' }, custom_coordinates: '1,2,3,4' };
    const result = await library.upload('an image, nearly', { ...kept, ...unlike });
    expect(result).toMatchObject({
      ...kept,
      resource_type: 'image',
      type: 'upload',
      format: 'jpg',
      bytes: 16,
      etag: md5('an image, nearly'),
      context: { custom: { alt: 'a=b|c' } },
      display_name: 'trail runner+2',
      placeholder: false,
      version: Math.floor(clock.getTime() / 1000),
      secure_url: `${library.origin}/demo/image/upload/v${result.version}/catalog/trail%20runner%2B2.jpg`,
    });
    for (const id of ['asset_id', 'version_id']) expect(result[id]).toMatch(/^[0-9a-f]{32}$/);
    expect(library.cloud.assets()).toMatchObject([{ custom_coordinates: [[1, 2, 3, 4]], etag: result.etag }]);
  });

  it('takes the display name from the name of the file, if asked to', async () => {
    const kept = { public_id: 'a', filename_override: 'A photo.jpg' };
    expect(await library.upload('x', { ...kept, use_filename_as_display_name: true })).toHaveProperty(
      'display_name',
      'A photo',
    );
    expect(await library.upload('x', { ...kept, public_id: 'b' })).toHaveProperty('display_name', 'b');
  });

  it('accepts the resource_type as a parameter too, unless it is another', async () => {
    const { api_key, api_secret } = library.credentials;
    const timestamp = Math.floor(Date.now() / 1000);
    const signature = cloudinary.utils.api_sign_request({ timestamp }, api_secret);
    const post = async (resource_type: string) => {
      const fields = {
        api_key,
        signature,
        timestamp: String(timestamp),
        resource_type,
        file: 'data:image/png;base64,YQ==',
      };
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const body = new URLSearchParams(fields).toString();
      const { status } = await fetchBytes(
        `${library.origin}/v1_1/demo/image/upload`,
        { method: 'POST', headers },
        body,
      );
      return status;
    };
    expect([await post('image'), await post('raw')]).toEqual([200, 400]);
  });

  it('signs its answer as the SDK signs, so that clients can check it', async () => {
    const { public_id, version, signature } = await library.put('signed');
    const secret = library.credentials.api_secret;
    expect(signature).toBe(cloudinary.utils.api_sign_request({ public_id, version }, secret));
  });

  it('gives an overwritten asset a new revision', async () => {
    const first = await library.put('same', 'one', { tags: ['kept?'] });
    clock = new Date(clock.getTime() + 5000);
    const second = await library.put('same', 'two');
    expect(second).toMatchObject({ asset_id: first['asset_id'], overwritten: true, tags: [], etag: md5('two') });
    expect(second.version).toBe(first.version + 5);
    expect(second['version_id']).not.toBe(first['version_id']);
    expect(second.created_at).toBe(first.created_at);
    expect(library.cloud.uploads).toMatchObject([
      { md5: md5('one'), supersededAt: clock },
      { md5: md5('two'), version: second.version },
    ]);
  });

  it('gives two revisions of one second the same version and different version_ids', async () => {
    const first = await library.put('same', 'one');
    const second = await library.put('same', 'two');
    expect(second.version).toBe(first.version);
    expect(second['version_id']).not.toBe(first['version_id']);
  });

  it('stores nothing with overwrite: false if the asset exists', async () => {
    await library.put('same', 'one');
    const second = await library.put('same', 'two', { overwrite: false });
    expect(second).toMatchObject({ existing: true, etag: md5('one') });
    expect(library.cloud.uploads).toHaveLength(1);
  });

  it('keeps tags, context and metadata on overwriting if the cloud is set so', async () => {
    library.behaviour.clearTagsOnOverwrite = false;
    await library.put('same', 'one', { tags: 'a', context: { k: 'v' }, metadata: { m: '1' } });
    const second = await library.put('same', 'two', { context: { k: 'w' } });
    expect(second).toMatchObject({ tags: ['a'], context: { custom: { k: 'w' } }, metadata: { m: '1' } });
  });

  it('distinguishes resource types and delivery types of one public_id', async () => {
    const ids = new Set<unknown>();
    for (const resource_type of ['image', 'video', 'raw'] as const) {
      for (const type of ['upload', 'private', 'authenticated'] as const) {
        ids.add((await library.put('one', 'x', { resource_type, type }))['asset_id']);
      }
    }
    expect(ids.size).toBe(9);
  });

  it('omits format, width and height of raw files', async () => {
    const result = await library.upload('a,b', { public_id: 'exports/prices.csv', resource_type: 'raw' });
    expect(Object.keys(result)).not.toEqual(expect.arrayContaining(['format']));
    expect(result).not.toHaveProperty('width');
    expect(result.secure_url).toMatch(/\/exports\/prices\.csv$/);
  });

  it('finds resource type, format and size by itself', async () => {
    const result = await library.upload(PNG, { resource_type: 'auto' });
    expect(result).toMatchObject({ resource_type: 'image', format: 'png', width: 3, height: 5 });
  });

  it('accepts a file with its name, and normalises its format', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'upload-'));
    const file = join(folder, 'Holiday photo.JPEG');
    writeFileSync(file, 'not really a jpeg');
    const options = { ...library.credentials, use_filename: true, unique_filename: false };
    const result = await cloudinary.uploader.upload(file, options);
    rmSync(folder, { recursive: true });
    expect(result).toMatchObject({ format: 'jpg', public_id: 'Holiday photo', original_filename: 'Holiday photo' });
  });

  it('accepts a data URI', async () => {
    const data = `data:image/png;base64,${PNG.toString('base64')}`;
    const result = await cloudinary.uploader.upload(data, library.credentials);
    expect(result).toMatchObject({ etag: md5(PNG), format: 'png' });
  });

  it('fetches a remote file, and says why if it cannot', async () => {
    const { secure_url, etag } = await library.put('source');
    const copy = await cloudinary.uploader.upload(secure_url, { ...library.credentials, type: 'authenticated' });
    expect(copy).toMatchObject({ etag, type: 'authenticated', original_filename: 'source' });
    const missing = cloudinary.uploader.upload(secure_url.replace('source', 'missing'), library.credentials);
    await expect(missing).rejects.toMatchObject({ http_code: 400, message: expect.stringContaining('404') });
  });

  it('stores other bytes than were sent with an incoming transformation', async () => {
    const result = await library.upload('one', { transformation: { angle: 90 } });
    expect(result.etag).not.toBe(md5('one'));
  });

  it.each(['a?b', 'a&b', 'a#b', 'a\\b', 'a%b', '<a>', '/a', 'a/', ' a', 'v12/a', 'images/a', 'x'.repeat(256)])(
    'refuses the public_id %j, unless it is lenient',
    async (public_id) => {
      expect(await refusalOf(library.put(public_id))).toBe(400);
      library.behaviour.lenientPublicIds = true;
      expect((await library.put(public_id)).public_id).toBe(public_id);
    },
  );

  it.each(['a+b', "it's", 'a:b', 'a,b', 'a*b', 'ünï/çödé', 'dots.in.it', '日本/語', 'a "b"', 'a|b'])(
    'accepts the public_id %j, and finds it again',
    async (public_id) => {
      await library.put(public_id);
      const found = await cloudinary.api.resource(public_id, library.credentials);
      expect(found.public_id).toBe(public_id);
    },
  );

  it('refuses empty files, executables and unknown metadata fields', async () => {
    await expect(library.upload('')).rejects.toMatchObject({ http_code: 400, message: 'Empty file' });
    const executable = library.put('run.exe', 'x', { resource_type: 'raw' });
    expect(await refusalOf(executable)).toBe(400);
    library.behaviour.metadataFields = ['sku'];
    expect(await refusalOf(library.upload('x', { metadata: { size: '1' } }))).toBe(400);
    await library.upload('x', { metadata: { sku: '1' } });
  });

  it('signs the secure_url of an authenticated asset as the SDK does', async () => {
    const [oldest] = library.cloud.keys;
    // Enough for every character that base64 writes differently in a URL.
    for (let i = 0; i < 30; i++) {
      const result = await library.upload('x', { public_id: `in/side ${i}`, type: 'authenticated' });
      const expected = cloudinary.url(result.public_id, {
        cloud_name: 'demo',
        api_secret: oldest?.apiSecret,
        secure: true,
        secure_distribution: 'host',
        type: 'authenticated',
        sign_url: true,
        version: result.version,
        format: 'jpg',
        urlAnalytics: false,
      });
      expect(new URL(result.secure_url).pathname).toBe(new URL(expected).pathname);
    }
  });
});

function uploadLarge(bytes: Buffer, chunk_size: number): Promise<UploadApiResponse> {
  return new Promise((resolve, reject) => {
    const options = {
      ...library.credentials,
      public_id: `large-${bytes.length}`,
      resource_type: 'video',
      chunk_size,
    } as const;
    const stream = cloudinary.uploader.upload_chunked_stream(options, (error, result) =>
      result ? resolve(result) : reject(error),
    );
    stream.end(bytes);
  });
}

it('answers with marked faces, none larger than the image', async () => {
  const { faces } = await library.put('a', PNG, { face_coordinates: '0,0,9,9|1,1,1,1', faces: true });
  expect(faces).toEqual([
    [0, 0, 3, 5],
    [1, 1, 1, 1],
  ]);
});

describe('chunked upload', () => {
  it('puts the parts together', async () => {
    const bytes = randomBytes(13_000_001);
    const result = await uploadLarge(bytes, 6_000_000);
    expect(result.bytes).toBe(bytes.length);
    expect(result.etag).toBe(md5(bytes));
    const parts = library.cloud.requests.filter(({ path }) => path === 'video/upload');
    expect(parts.length).toBeGreaterThanOrEqual(3);
    expect(Buffer.concat([...(library.cloud.assets()[0]?.original.read() ?? [])]).equals(bytes)).toBe(true);
  });

  it.each([
    ['without an id', { 'content-range': 'bytes 0-2/10' }, 'Missing header - X-Unique-Upload-Id'],
    ['beyond the end', { 'content-range': 'bytes 8-10/10', 'x-unique-upload-id': 'a' }, 'bytes 8-10/10'],
    ['over another', { 'content-range': 'bytes 5999998-6000000/6000001', 'x-unique-upload-id': 'a' }, 'Parts overlap'],
  ])('refuses a part %s', async (_, headers, message) => {
    const options = { ...library.credentials, resource_type: 'video' } as const;
    const send = (part: Buffer, extra_headers: object) =>
      library.upload(part, { ...options, extra_headers } as UploadApiOptions);
    const first = { 'content-range': 'bytes 0-5999999/-1', 'x-unique-upload-id': 'a' };
    expect(await send(Buffer.alloc(6_000_000), first)).toEqual({ done: false });
    await expect(send(Buffer.alloc(3), headers)).rejects.toHaveProperty('message', expect.stringContaining(message));
    expect(library.cloud.assets()).toEqual([]);
  });

  it('refuses parts under 5 MB, except the last', async () => {
    await expect(uploadLarge(randomBytes(3_000_000), 1_000_000)).rejects.toMatchObject({
      message: expect.stringContaining('EOF-chunk'),
    });
  });
});
