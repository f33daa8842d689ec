import type { UploadApiResponse } from 'cloudinary';
import { describe, expect, test } from 'vitest';
import { md5 } from '#test/doubles/byte-sources.ts';
import {
  api,
  callWith,
  contentOf,
  controller,
  downloadOrigins,
  failureOf,
  fault,
  image,
  OUT_OF_TIME,
  PNG,
  passSeconds,
  server,
  upload,
} from './cloudinary-setup.ts';
import { KEY } from './demo-cloudinary.ts';

describe('download', () => {
  const photo = () => api.download(image('photo'), 'png', controller.signal);

  test.each([
    ['image', 'upload', 'photo', undefined],
    ['image', 'private', 'photo', undefined],
    ['image', 'authenticated', 'photo', undefined],
    ['video', 'upload', 'film', 'mp4'],
    ['raw', 'upload', 'notes.txt', undefined],
    ['raw', 'authenticated', 'no extension', undefined],
  ] as const)('delivers the original of %s/%s %s', async (resource_type, type, public_id, format) => {
    const uploaded = await upload(PNG, { resource_type, type, public_id, ...(format && { format }) });
    const asset = { resource_type, type, public_id };
    const source = await api.download(asset, uploaded.format, controller.signal);
    expect(source.length).toBe(PNG.length);
    expect(md5(await contentOf(Promise.resolve(source)))).toBe(uploaded.etag);
  });

  test.each([
    'a b+c,d~e',
    'naïve/日本語/🐚',
    "it's (100%) *really* = $5!",
    'a?b&c#d',
    'a%41',
    '../up',
    'x'.repeat(2000),
  ])('signs the unusual id %.20j', async (public_id) => {
    const uploaded = await upload(PNG, { public_id });
    const downloaded = api.download(image(public_id), uploaded.format, controller.signal);
    expect(md5(await contentOf(downloaded))).toBe(uploaded.etag);
  });

  test('always delivers the newest revision, without an Admin API call', async () => {
    await upload(PNG, { public_id: 'photo' });
    const second = await upload(Buffer.concat([PNG, PNG]), { public_id: 'photo' });
    expect(md5(await contentOf(photo()))).toBe(second.etag);
    expect(server.cloud('demo').adminCalls).toBe(0);
  });

  test.each([
    ['an asset that does not exist', image('nothing'), 'png'],
    ['another format', image('photo'), 'jpg'],
    ['another type', image('photo', 'private'), 'png'],
  ])('of %s fails with not-found', async (_, asset, format) => {
    await upload(PNG, { public_id: 'photo' });
    expect(await failureOf(api.download(asset, format, controller.signal))).toMatchObject({
      code: 'not-found',
    });
  });

  test('that hangs ends at the deadline', async () => {
    await upload(PNG, { public_id: 'photo' });
    fault('download', { kind: 'hang' });
    setTimeout(() => controller.abort(OUT_OF_TIME), 50);
    expect(await failureOf(photo())).toBe(OUT_OF_TIME);
  });

  test('with an unknown key fails with credentials-unavailable', async () => {
    callWith({ apiKey: KEY.apiKey, apiSecret: 'another' });
    expect(await failureOf(photo())).toMatchObject({
      code: 'credentials-unavailable',
    });
  });

  test('follows a redirect to object storage only if that is allowed', async () => {
    await upload(PNG, { public_id: 'photo' });
    server.behaviour.downloadRedirects = server.origin.replace('127.0.0.1', 'localhost');
    expect(await failureOf(photo())).toMatchObject({ code: 'forbidden-redirect' });
    downloadOrigins.push(server.behaviour.downloadRedirects);
    expect(md5(await contentOf(photo()))).toBe(md5(PNG));
  });
});

describe('downloadBackup', () => {
  test('delivers an older revision, and fails with not-found if there is none', async () => {
    const first = await upload(PNG, { public_id: 'photo', backup: true });
    passSeconds(10);
    await upload(Buffer.concat([PNG, PNG]), { public_id: 'photo', backup: true });
    await server.nativeBackups.idle();
    const { asset_id, version_id: versionId } = first as UploadApiResponse & { asset_id: string; version_id: string };
    expect(md5(await contentOf(api.downloadBackup(asset_id, versionId, controller.signal)))).toBe(first.etag);
    expect(await failureOf(api.downloadBackup(asset_id, 'f'.repeat(32), controller.signal))).toMatchObject({
      code: 'not-found',
    });
  });
});
