import { v2 as cloudinary } from 'cloudinary';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fetchBytes, startLibrary } from './simulated-library.ts';

let library: Awaited<ReturnType<typeof startLibrary>>;
let skewMs: number;
beforeEach(async () => {
  skewMs = 0;
  library = await startLibrary({ http: true, now: () => new Date(Date.now() + skewMs) });
});
afterEach(() => library.server.close());

type LinkOptions = NonNullable<Parameters<typeof cloudinary.utils.private_download_url>[2]>;

function downloadUrl(publicId: string, format: string, options: LinkOptions = {}): string {
  return cloudinary.utils.private_download_url(publicId, format, { ...library.credentials, ...options });
}

async function get(url: string) {
  const { status, bytes } = await fetchBytes(url);
  return [status, bytes.toString()];
}

describe('download', () => {
  it.each(['upload', 'private', 'authenticated'] as const)('gives the newest revision of type %s', async (type) => {
    await library.upload('one', { public_id: 'a/b', type });
    await library.upload('two', { public_id: 'a/b', type });
    expect(await get(downloadUrl('a/b', 'jpg', { type }))).toEqual([200, 'two']);
  });

  it('gives raw files by their full public_id', async () => {
    await library.upload('raw', { public_id: 'files/a b+c.txt', resource_type: 'raw' });
    expect(await get(downloadUrl('files/a b+c.txt', '', { resource_type: 'raw' }))).toEqual([200, 'raw']);
  });

  it('answers 404 to another format or delivery type, and to what does not exist', async () => {
    await library.upload('one', { public_id: 'a' });
    expect(await get(downloadUrl('a', 'png'))).toEqual([404, expect.stringContaining('Invalid extension')]);
    expect(await get(downloadUrl('a', 'jpg', { type: 'private' }))).toEqual([
      404,
      expect.stringContaining('Resource not found'),
    ]);
    expect(await get(downloadUrl('b', 'jpg'))).toEqual([404, expect.stringContaining('Resource not found')]);
  });

  it('answers 401 when the link has expired or its signature is wrong', async () => {
    await library.upload('one', { public_id: 'a' });
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

  it('redirects to another origin when it is told to', async () => {
    await library.upload('one', { public_id: 'a' });
    library.server.behaviour.downloadRedirects = library.server.httpOrigin ?? '';
    const answer = await fetchBytes(downloadUrl('a', 'jpg'));
    expect(answer.status).toBe(302);
    const location = String(answer.headers['location']);
    expect(location.startsWith(`${library.server.httpOrigin}/storage/demo/`)).toBe(true);
    expect(await get(location)).toEqual([200, 'one']);
  });
});
