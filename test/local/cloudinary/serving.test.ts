import { v2 as cloudinary } from 'cloudinary';
import { beforeEach, describe, expect, it } from 'vitest';
import { fetchBytes, forEachTest, startLibrary } from './simulated-library.ts';

let skewMs: number;
beforeEach(() => {
  skewMs = 0;
});
const library = forEachTest(() => startLibrary({ http: true, now: () => new Date(Date.now() + skewMs) }));

type LinkOptions = NonNullable<Parameters<typeof cloudinary.utils.private_download_url>[2]>;

function downloadUrl(publicId: string, format: string, options: LinkOptions = {}): string {
  return cloudinary.utils.private_download_url(publicId, format, { ...library.credentials, ...options });
}

async function get(url: string) {
  const { status, text } = await fetchBytes(url);
  return [status, text];
}

describe('download', () => {
  it.each(['upload', 'private', 'authenticated'] as const)('gives the newest revision of type %s', async (type) => {
    await library.put('a/b', 'one', { type });
    await library.put('a/b', 'two', { type });
    expect(await get(downloadUrl('a/b', 'jpg', { type }))).toEqual([200, 'two']);
  });

  it('gives raw files by their full public_id', async () => {
    await library.put('files/a b+c.txt', 'raw', { resource_type: 'raw' });
    expect(await get(downloadUrl('files/a b+c.txt', '', { resource_type: 'raw' }))).toEqual([200, 'raw']);
  });

  it('answers 404 to another format or delivery type, and for an unknown asset', async () => {
    await library.put('a', 'one');
    expect(await get(downloadUrl('a', 'png'))).toEqual([404, expect.stringContaining('Invalid extension')]);
    for (const url of [downloadUrl('a', 'jpg', { type: 'private' }), downloadUrl('b', 'jpg')]) {
      expect(await get(url)).toEqual([404, expect.stringContaining('Resource not found')]);
    }
  });

  it('answers 401 when the link has expired or its signature is wrong', async () => {
    await library.put('a', 'one');
    const url = downloadUrl('a', 'jpg');
    expect(await get(`${url}0`)).toEqual([401, expect.anything()]);
    const expired = downloadUrl('a', 'jpg', { expires_at: Math.floor(Date.now() / 1000) - 1 });
    expect(await get(expired)).toEqual([401, expect.anything()]);
    expect((await get(url))[0]).toBe(200);
    skewMs = 3_700_000;
    expect(await get(url)).toEqual([401, expect.stringContaining('Stale request')]);
    const long = downloadUrl('a', 'jpg', { expires_at: Math.floor(Date.now() / 1000) + 9000 });
    expect((await get(long))[0]).toBe(200);
  });

  it('redirects to another origin if the behaviour says so', async () => {
    await library.put('a', 'one');
    library.behaviour.downloadRedirects = library.httpOrigin ?? '';
    const answer = await fetchBytes(downloadUrl('a', 'jpg'));
    expect(answer.status).toBe(302);
    const location = String(answer.headers['location']);
    expect(location.startsWith(`${library.httpOrigin}/storage/demo/`)).toBe(true);
    expect(await get(location)).toEqual([200, 'one']);
  });
});

async function delivered(path: string, kind = 'image/upload') {
  const { status, text } = await fetchBytes(`${library.origin}/demo/${kind}/${path}`);
  return status === 200 ? text : status;
}

describe('delivery URLs', () => {
  it('serve the url and the secure_url of an upload', async () => {
    const result = await library.put('a b/ü+c', 'one');
    for (const url of [result.url, result.secure_url]) expect((await fetchBytes(url)).text).toBe('one');
  });

  it('serve the newest bytes whatever version they name', async () => {
    const first = await library.put('a', 'one');
    await library.put('a', 'two');
    expect((await fetchBytes(first.secure_url)).text).toBe('two');
    expect(await delivered('v1/a.jpg')).toBe('two');
    expect(await delivered('a.jpg')).toBe('two');
  });

  it('serve derived bytes for another extension', async () => {
    await library.put('a', 'one');
    expect(await delivered('v1/a.png')).not.toBe('one');
  });

  it('need a signature for authenticated and private assets', async () => {
    for (const type of ['authenticated', 'private'] as const) {
      await library.put('in/side', 'one', { type });
      expect(await delivered('v1/in/side.jpg', `image/${type}`)).toBe(401);
    }
    const { secure_url } = await library.put('in/side', 'two', { type: 'authenticated' });
    expect((await fetchBytes(secure_url)).text).toBe('two');
  });

  it.each([
    ['GET', 'v1/100%.jpg', 400],
    ['HEAD', 'v1/a.jpg', 200],
    ['POST', 'v1/a.jpg', 404],
  ])('answer %s %s with %d', async (method, path, status) => {
    await library.put('a');
    expect(await fetchBytes(`${library.origin}/demo/image/upload/${path}`, { method })).toMatchObject({ status });
  });

  it('need a signature while the access mode is authenticated', async () => {
    const uploaded = await library.put('a', 'one', { access_mode: 'authenticated' } as object);
    expect(uploaded).toMatchObject({ type: 'upload', access_mode: 'authenticated' });
    expect(await delivered('v1/a.jpg')).toBe(401);
    await library.put('b/c', 'two', { tags: ['kept'] });
    expect(await cloudinary.api.resource('b/c', library.credentials)).toMatchObject({ access_mode: 'public' });
    const path = 'resources/image/upload/update_access_mode';
    for (const by of [{ public_ids: ['b/c', 'missing'] }, { prefix: 'b/' }, { tag: 'kept' }]) {
      for (const access_mode of ['authenticated', 'public']) {
        const { body } = await library.admin('POST', path, { access_mode, ...by });
        expect(body).toMatchObject({ updated: [{ public_id: 'b/c' }], failed: [] });
        expect(await cloudinary.api.resource('b/c', library.credentials)).toMatchObject({ access_mode });
      }
    }
    const { resources } = await cloudinary.api.resources(library.credentials);
    expect(resources.map((item: object) => 'access_mode' in item && item.access_mode).sort()).toEqual([
      'authenticated',
      'public',
    ]);
    for (const refused of [
      { access_mode: 'open', prefix: 'b' },
      { access_mode: 'public' },
      { access_mode: 'public', prefix: 'b', tag: 'kept' },
    ]) {
      expect((await library.admin('POST', path, refused)).body).toHaveProperty('error');
    }
  });

  it('need a token if access control says so', async () => {
    await library.put('a', 'one', { access_control: [{ access_type: 'token' }] });
    expect(await delivered('v1/a.jpg')).toBe(401);
  });

  it('remember a 404 per URL, for a minute at first and then longer', async () => {
    expect(await delivered('v1/a.jpg')).toBe(404);
    await library.put('a', 'one');
    expect(await delivered('v1/a.jpg')).toBe(404);
    expect(await delivered('v2/a.jpg')).toBe('one');
    skewMs = 61_000;
    expect(await delivered('v1/a.jpg')).toBe('one');
    library.behaviour.deliveryErrorCacheMs = 0;
    expect(await delivered('v1/b.jpg')).toBe(404);
    await library.put('b', 'one');
    expect(await delivered('v1/b.jpg')).toBe('one');
  });

  it.each(['upload', 'authenticated'] as const)(
    'serve what `eager` made of an asset of type %s as other bytes',
    async (type) => {
      const { eager } = await library.put('a/b', 'one', { type, eager: 'c_scale,w_100|c_fit,h_9/png' });
      expect(eager).toMatchObject([
        { transformation: 'c_scale,w_100', format: 'jpg' },
        { transformation: 'c_fit,h_9/png', format: 'png' },
      ]);
      for (const { url } of eager) {
        const [status, text] = await get(url);
        expect(status).toBe(200);
        expect(text).toHaveLength(3);
        expect(text).not.toBe('one');
      }
    },
  );

  it('serve re-encoded bytes if the cloud optimises, except with fl_original', async () => {
    await library.put('a', 'one');
    library.behaviour.deliveryOptimised = true;
    expect(await delivered('v1/a.jpg')).not.toBe('one');
    expect(await delivered('fl_original/v1/a.jpg')).toBe('one');
  });

  it('refuse PDF and ZIP files if the cloud blocks them', async () => {
    library.behaviour.blockPdfAndZip = true;
    await library.put('a', '%PDF-1.7');
    await library.put('a.zip', 'zip', { resource_type: 'raw' });
    expect(await delivered('v1/a.pdf')).toBe(401);
    expect(await delivered('v1/a.zip', 'raw/upload')).toBe(401);
  });
});
