import type { UploadApiResponse } from 'cloudinary';
import { describe, expect, test } from 'vitest';
import { md5 } from '#test/doubles/byte-sources.ts';
import {
  callWith,
  contentOf,
  controller,
  downloadOrigins,
  environment,
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
  const photo = () => environment.download(image('photo'), 'png', controller.signal);

  test.each([
    ['image', 'upload', 'photo', undefined],
    ['image', 'private', 'photo', undefined],
    ['image', 'authenticated', 'photo', undefined],
    ['video', 'upload', 'film', 'mp4'],
    ['raw', 'upload', 'notes.txt', undefined],
    ['raw', 'authenticated', 'no extension', undefined],
  ] as const)('gives the original of %s/%s %s', async (resource_type, type, public_id, format) => {
    const uploaded = await upload(PNG, { resource_type, type, public_id, ...(format && { format }) });
    const asset = { resource_type, type, public_id };
    const source = await environment.download(asset, uploaded.format, controller.signal);
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
  ])('signs the odd id %.20j', async (public_id) => {
    const uploaded = await upload(PNG, { public_id });
    const downloaded = environment.download(image(public_id), uploaded.format, controller.signal);
    expect(md5(await contentOf(downloaded))).toBe(uploaded.etag);
  });

  test('is always of the newest revision, and costs no Admin call', async () => {
    await upload(PNG, { public_id: 'photo' });
    const second = await upload(Buffer.concat([PNG, PNG]), { public_id: 'photo' });
    expect(md5(await contentOf(photo()))).toBe(second.etag);
    expect(server.environment('demo').adminCalls).toBe(0);
  });

  test.each([
    ['an asset that is none', image('nothing'), 'png'],
    ['another format', image('photo'), 'jpg'],
    ['another type', image('photo', 'private'), 'png'],
  ])('of %s is not found', async (_, asset, format) => {
    await upload(PNG, { public_id: 'photo' });
    expect(await failureOf(environment.download(asset, format, controller.signal))).toMatchObject({
      code: 'not-found',
    });
  });

  test('that hangs ends with the deadline', async () => {
    await upload(PNG, { public_id: 'photo' });
    fault('download', { kind: 'hang' });
    setTimeout(() => controller.abort(OUT_OF_TIME), 50);
    expect(await failureOf(photo())).toBe(OUT_OF_TIME);
  });

  test('with a key that Cloudinary does not know is a matter of the credentials', async () => {
    callWith({ apiKey: KEY.apiKey, apiSecret: 'another' });
    expect(await failureOf(photo())).toMatchObject({
      code: 'credentials-unavailable',
    });
  });

  test('follows a redirect to object storage only where that is allowed', async () => {
    await upload(PNG, { public_id: 'photo' });
    server.behaviour.downloadRedirects = server.origin.replace('127.0.0.1', 'localhost');
    expect(await failureOf(photo())).toMatchObject({ code: 'forbidden-redirect' });
    downloadOrigins.push(server.behaviour.downloadRedirects);
    expect(md5(await contentOf(photo()))).toBe(md5(PNG));
  });
});

describe('downloadBackup', () => {
  test('gives an older revision, and not found for one that is none', async () => {
    const first = await upload(PNG, { public_id: 'photo', backup: true });
    passSeconds(10);
    await upload(Buffer.concat([PNG, PNG]), { public_id: 'photo', backup: true });
    await server.nativeBackups.idle();
    const { asset_id, version_id: versionId } = first as UploadApiResponse & { asset_id: string; version_id: string };
    expect(md5(await contentOf(environment.downloadBackup(asset_id, versionId, controller.signal)))).toBe(first.etag);
    expect(await failureOf(environment.downloadBackup(asset_id, 'f'.repeat(32), controller.signal))).toMatchObject({
      code: 'not-found',
    });
  });
});
