import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fetchBytes, startLibrary } from './simulated-library.ts';

let library: Awaited<ReturnType<typeof startLibrary>>;
let skewMs: number;
beforeEach(async () => {
  skewMs = 0;
  library = await startLibrary({ http: true, now: () => new Date(Date.now() + skewMs) });
});
afterEach(() => library.server.close());

async function get(path: string) {
  const { status, bytes } = await fetchBytes(`${library.server.origin}/demo/${path}`);
  return status === 200 ? bytes.toString() : status;
}

describe('delivery URLs', () => {
  it('serve the url and the secure_url of an upload', async () => {
    const result = await library.upload('one', { public_id: 'a b/ü+c' });
    for (const url of [result.url, result.secure_url]) expect((await fetchBytes(url)).bytes.toString()).toBe('one');
  });

  it('serve the newest bytes whatever version they name', async () => {
    const first = await library.upload('one', { public_id: 'a' });
    await library.upload('two', { public_id: 'a' });
    expect((await fetchBytes(first.secure_url)).bytes.toString()).toBe('two');
    expect(await get('image/upload/v1/a.jpg')).toBe('two');
    expect(await get('image/upload/a.jpg')).toBe('two');
  });

  it('serve derived bytes for another extension', async () => {
    await library.upload('one', { public_id: 'a' });
    expect(await get('image/upload/v1/a.png')).not.toBe('one');
  });

  it('need a signature for authenticated and private assets', async () => {
    for (const type of ['authenticated', 'private'] as const) {
      await library.upload('one', { public_id: 'in/side', type });
      expect(await get(`image/${type}/v1/in/side.jpg`)).toBe(401);
    }
    const { secure_url } = await library.upload('two', { public_id: 'in/side', type: 'authenticated' });
    expect((await fetchBytes(secure_url)).bytes.toString()).toBe('two');
  });

  it('need a token where access control says so', async () => {
    await library.upload('one', { public_id: 'a', access_control: [{ access_type: 'token' }] });
    expect(await get('image/upload/v1/a.jpg')).toBe(401);
  });

  it('remember a 404 per URL, for a minute at first and then longer', async () => {
    expect(await get('image/upload/v1/a.jpg')).toBe(404);
    await library.upload('one', { public_id: 'a' });
    expect(await get('image/upload/v1/a.jpg')).toBe(404);
    expect(await get('image/upload/v2/a.jpg')).toBe('one');
    skewMs = 61_000;
    expect(await get('image/upload/v1/a.jpg')).toBe('one');
    library.server.behaviour.deliveryErrorCacheMs = 0;
    expect(await get('image/upload/v1/b.jpg')).toBe(404);
    await library.upload('one', { public_id: 'b' });
    expect(await get('image/upload/v1/b.jpg')).toBe('one');
  });

  it('serve re-encoded bytes where the environment optimises, except under fl_original', async () => {
    await library.upload('one', { public_id: 'a' });
    library.server.behaviour.deliveryOptimised = true;
    expect(await get('image/upload/v1/a.jpg')).not.toBe('one');
    expect(await get('image/upload/fl_original/v1/a.jpg')).toBe('one');
  });

  it('refuse PDF and ZIP files where the environment blocks them', async () => {
    library.server.behaviour.blockPdfAndZip = true;
    await library.upload('%PDF-1.7', { public_id: 'a' });
    await library.upload('zip', { public_id: 'a.zip', resource_type: 'raw' });
    expect(await get('image/upload/v1/a.pdf')).toBe(401);
    expect(await get('raw/upload/v1/a.zip')).toBe(401);
  });
});
