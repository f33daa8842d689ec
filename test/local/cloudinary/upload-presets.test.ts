import { v2 as cloudinary, type UploadApiOptions } from 'cloudinary';
import { describe, expect, it } from 'vitest';
import { fetchBytes, forEachTest, refusalOf, startLibrary, startWatchedLibrary } from './simulated-library.ts';

const library = forEachTest(startWatchedLibrary);

type Settings = Record<string, unknown>;

function define(name: string, settings: Settings = {}) {
  return cloudinary.api.create_upload_preset({ ...library.credentials, name, ...settings });
}

function unsigned(preset: string, options: UploadApiOptions = {}) {
  const { cloud_name, upload_prefix } = library.credentials;
  return cloudinary.uploader.unsigned_upload('data:image/png;base64,eA==', preset, {
    cloud_name,
    upload_prefix,
    ...options,
  });
}

describe('upload presets', () => {
  const given = {
    folder: 'in',
    tags: ['a', 'b'],
    context: { alt: 'x=y' },
    allowed_formats: 'jpg,png',
    transformation: [{ crop: 'limit', width: 100 }, { effect: 'sepia' }],
    eager: [{ crop: 'thumb', width: 20 }],
    access_control: [{ access_type: 'token' }],
    overwrite: false,
    live: true,
    eval: '1',
  };
  const described = {
    ...given,
    allowed_formats: ['jpg', 'png'],
  };

  it('keeps every setting of the SDK, and lists the newest first', async () => {
    const { credentials } = library;
    expect(await define('p', given)).toMatchObject({ message: 'created', name: 'p' });
    const preset = await cloudinary.api.upload_preset('p', credentials);
    expect(preset).toMatchObject({ name: 'p', unsigned: false, settings: described });
    expect(preset.settings).toEqual(described);
    expect(preset.external_id).toMatch(/^\w+$/);
    const { name } = await cloudinary.api.create_upload_preset({ ...credentials, unsigned: true });
    const first = await cloudinary.api.upload_presets({ ...credentials, max_results: 1 });
    expect(first.presets).toMatchObject([{ name, unsigned: true, settings: {} }]);
    const { next_cursor } = first;
    const rest = await cloudinary.api.upload_presets({ ...credentials, next_cursor });
    expect(rest.presets).toMatchObject([{ name: 'p' }]);
    expect(rest).not.toHaveProperty('next_cursor');
  });

  it('takes back the settings that it gave, by way of the SDK', async () => {
    const { credentials } = library;
    await define('p', given);
    const { settings } = await cloudinary.api.upload_preset('p', credentials);
    await cloudinary.api.update_upload_preset('p', { ...credentials, ...settings, unsigned: true });
    const updated = await cloudinary.api.upload_preset('p', credentials);
    expect(updated).toMatchObject({ unsigned: true, settings: described });
  });

  it.each([
    [true, { folder: 'in', tags: ['a'] }],
    [false, { tags: ['a'] }],
  ])('keeps the settings that an update leaves out only if the behaviour says so: %s', async (keeps, settings) => {
    library.behaviour.presetUpdateKeepsSettings = keeps;
    await define('p', { folder: 'in' });
    await cloudinary.api.update_upload_preset('p', { ...library.credentials, tags: ['a'] });
    expect((await cloudinary.api.upload_preset('p', library.credentials)).settings).toEqual(settings);
  });

  it('deletes a preset, and refuses a missing name, a name that is taken and unreadable settings', async () => {
    const { credentials } = library;
    await define('p');
    expect(await refusalOf(define('p'))).toBe(409);
    await cloudinary.api.delete_upload_preset('p', credentials);
    expect(await refusalOf(cloudinary.api.upload_preset('p', credentials))).toBe(404);
    expect(await refusalOf(cloudinary.api.delete_upload_preset('p', credentials))).toBe(404);
    expect(await refusalOf(cloudinary.api.update_upload_preset('p', credentials))).toBe(404);
    expect(await refusalOf(define('q', { context: 'alt' }))).toBe(400);
    const objects = { name: 'q', transformation: [{ crop: 'limit' }] };
    expect(await library.admin('POST', 'upload_presets', objects)).toMatchObject({ status: 400 });
  });
});

describe('a signed upload with a preset', () => {
  it('takes from it what the call does not say', async () => {
    await define('p', { folder: 'in', tags: ['a'], context: { k: 'v' }, moderation: 'manual', format: 'png' });
    const result = await library.put('x', 'one', { upload_preset: 'p', tags: ['b'], format: 'gif' });
    expect(result).toMatchObject({
      public_id: 'in/x',
      tags: ['b'],
      context: { custom: { k: 'v' } },
      moderation: [{ kind: 'manual', status: 'pending' }],
      format: 'gif',
    });
  });

  it('adds its tags, context and metadata to those of the call if the behaviour says so', async () => {
    library.behaviour.presetAddsToSigned = true;
    await define('p', { tags: ['a'], context: { k: 'v', l: 'w' }, metadata: { m: '1' } });
    const carried = { tags: ['b'], context: { k: 'x' }, metadata: { n: '2' } };
    expect(await library.put('x', 'one', { upload_preset: 'p', ...carried })).toMatchObject({
      tags: ['a', 'b'],
      context: { custom: { k: 'x', l: 'w' } },
      metadata: { m: '1', n: '2' },
    });
  });

  it('is altered by an incoming transformation, and notifies the URL of the preset', async () => {
    const notification_url = library.receiver.url.replace('demo', 'preset');
    await define('p', { transformation: { angle: 90 }, notification_url });
    const plain = await library.put('a', 'one');
    expect((await library.put('b', 'one', { upload_preset: 'p' }))['etag']).not.toBe(plain['etag']);
    await library.notifications.idle();
    const paths = library.receiver.received.map(({ path }) => path);
    expect(paths).toEqual(['/webhooks/demo', '/webhooks/preset']);
  });

  it('is refused for a preset that is unknown, forbids public_ids, or sets what is not simulated', async () => {
    await define('no-ids', { disallow_public_id: true });
    await define('colours', { colors: true });
    const messages = {
      unknown: 'Upload preset not found',
      'no-ids': 'Public id parameter is not allowed by the upload preset',
      colours: 'Not simulated: parameter colors',
    };
    for (const [upload_preset, message] of Object.entries(messages)) {
      await expect(library.put('x', 'one', { upload_preset })).rejects.toMatchObject({ http_code: 400, message });
    }
    await expect(library.upload('one', { upload_preset: 'no-ids' })).resolves.toHaveProperty('public_id');
  });
});

describe('an upload without a signature', () => {
  it('is decided by its preset, but for tags, context and metadata, which are joined', async () => {
    await define('p', { unsigned: true, folder: 'in', tags: ['a'], context: { k: 'v' }, overwrite: true });
    const result = await unsigned('p', { public_id: 'x', folder: 'out', tags: ['b'], context: { l: 'w' } });
    expect(result).toMatchObject({ public_id: 'in/x', tags: ['a', 'b'], context: { custom: { k: 'v', l: 'w' } } });
    expect(result).not.toHaveProperty('api_key');
    expect((await library.bodies('upload')).at(-1)).not.toHaveProperty('api_key');
    expect(await unsigned('p', { public_id: 'x' })).toMatchObject({ existing: true, etag: result.etag });
  });

  it('is refused by name for whatever only a signature allows', async () => {
    await define('p', { unsigned: true });
    const refused = (parameter: string) =>
      expect.stringMatching(
        new RegExp(`^${parameter} parameter is not allowed when using unsigned upload. Only .*folder`),
      );
    for (const [parameter, options] of Object.entries({
      Overwrite: { overwrite: true },
      'Notification url': { notification_url: 'https://example.com' },
      'Access mode': { access_mode: 'public' as const },
      Async: { async: true },
    })) {
      await expect(unsigned('p', options)).rejects.toMatchObject({ http_code: 400, message: refused(parameter) });
    }
  });

  it('is refused without a preset, and with one that is unknown or needs a signature', async () => {
    await define('signed');
    const messages = {
      '': 'Upload preset must be specified when using unsigned upload',
      unknown: 'Upload preset not found',
      signed: 'Upload preset must be whitelisted for unsigned uploads',
    };
    for (const [preset, message] of Object.entries(messages)) {
      await expect(unsigned(preset)).rejects.toMatchObject({ http_code: 400, message });
    }
  });

  it('is the only call that needs no signature', async () => {
    const answer = await fetchBytes(`${library.origin}/v1_1/demo/image/destroy`, { method: 'POST' }, 'public_id=x');
    expect(answer.status).toBe(401);
  });
});

describe('default presets', () => {
  it('alter uploads that name none', async () => {
    const defaultUploadPresets = { signed: 'shrink', unsigned: 'web' };
    const server = await startLibrary({ cloud: { defaultUploadPresets } });
    const admin = (name: string, settings: Settings) => server.admin('POST', 'upload_presets', { name, ...settings });
    await admin('shrink', { transformation: 'c_limit,w_10', tags: 'shrunk' });
    await admin('web', { unsigned: true, tags: 'web' });
    await admin('plain', {});
    const plain = await server.put('a', 'one', { upload_preset: 'plain' });
    const altered = await server.put('b', 'one');
    expect(altered).toMatchObject({ tags: ['shrunk'] });
    expect(altered['etag']).not.toBe(plain['etag']);
    const url = `${server.origin}/v1_1/demo/image/upload`;
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const { text } = await fetchBytes(url, { method: 'POST', headers }, 'file=data:%3Bbase64,eA==');
    expect(JSON.parse(text)).toMatchObject({ tags: ['web'] });
    delete server.cloud.settings.defaultUploadPresets;
    expect(await server.put('c', 'one')).toMatchObject({ tags: [], etag: plain['etag'] });
    await server.close();
  });
});
