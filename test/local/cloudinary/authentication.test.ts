import { v2 as cloudinary } from 'cloudinary';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Params } from '../../../local/cloudinary/http/params.ts';
import { acceptableSignatures } from '../../../local/cloudinary/http/request-signature.ts';
import { startLibrary } from './simulated-library.ts';

let library: Awaited<ReturnType<typeof startLibrary>>;
beforeAll(async () => {
  library = await startLibrary();
});
afterAll(() => library.server.close());

describe('authentication', () => {
  it.each([
    ['an unknown key', { api_key: '999' }],
    ['a wrong secret', { api_secret: 'wrong' }],
  ])('refuses %s with a 401', async (_, wrong) => {
    const credentials = { ...library.credentials, ...wrong };
    await expect(library.upload('x', wrong)).rejects.toMatchObject({ http_code: 401 });
    await expect(cloudinary.api.ping(credentials)).rejects.toMatchObject({ error: { http_code: 401 } });
  });

  it('accepts every key of the environment', async () => {
    const oldest = { api_key: '111111111111111', api_secret: 'oldest-secret' };
    await expect(library.upload('x', oldest)).resolves.toMatchObject({ api_key: oldest.api_key });
  });

  it('refuses an upload signed more than an hour ago', async () => {
    const timestamp = Math.floor(Date.now() / 1000) - 3700;
    await expect(library.upload('x', { timestamp })).rejects.toMatchObject({
      http_code: 400,
      message: expect.stringContaining('Stale request'),
    });
  });

  it('accepts SHA-256 signatures and signature version 1', async () => {
    await expect(library.upload('x', { signature_algorithm: 'sha256' })).resolves.toBeDefined();
    const version1 = { signature_version: 1, context: { a: 'b&c=d' } } as object;
    await expect(library.upload('x', version1)).resolves.toBeDefined();
  });

  it('agrees with the SDK about lists and ampersands', () => {
    const sent = { public_ids: ['a', 'b&c'], timestamp: '1', type: '' };
    const params = new Params();
    params.addJson(sent);
    expect(acceptableSignatures(params, 's')).toContain(cloudinary.utils.api_sign_request(sent, 's'));
  });

  it('refuses a cloud that does not exist', async () => {
    await expect(library.upload('x', { cloud_name: 'nowhere' })).rejects.toMatchObject({ http_code: 401 });
  });
});
