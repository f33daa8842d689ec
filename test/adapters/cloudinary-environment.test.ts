import { setTimeout as sleep } from 'node:timers/promises';
import { v2 as cloudinary, type UploadApiOptions, type UploadApiResponse } from 'cloudinary';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { loopbackCertificate } from '../../local/certificate/loopback-certificate.ts';
import { trustLoopbackCertificate } from '../../local/certificate/trust-loopback-certificate.ts';
import type { Fault } from '../../local/cloudinary/faults.ts';
import { type SimulatedCloudinary, startSimulatedCloudinary } from '../../local/cloudinary/simulated-cloudinary.ts';
import { CloudinaryEnvironment } from '../../shared/adapters/cloudinary-environment.ts';
import type { Credentials } from '../../shared/domain/credentials.ts';
import { PipelineError } from '../../shared/domain/errors.ts';
import type { ByteSource } from '../../shared/usecases/byte-source.ts';
import { md5, someBytes } from '../doubles/byte-sources.ts';

const SECRET = 'a-secret+that/nobody%should=see';
const KEY = { apiKey: '111111111111111', apiSecret: SECRET };
const OUT_OF_TIME = new PipelineError('out-of-time', 'No time left.');
const PNG = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), someBytes(50_000)]);

let server: SimulatedCloudinary;
let environment: CloudinaryEnvironment;
let controller: AbortController;
let calling = KEY;
let secondsAhead = 0;
const downloadOrigins: string[] = [];

beforeEach(async () => {
  await trustLoopbackCertificate();
  const { key, cert } = await loopbackCertificate();
  server = await startSimulatedCloudinary({
    tls: { key, cert },
    environments: [{ cloudName: 'demo', keys: [KEY], adminCallsPerHour: 100 }],
    behaviour: { lenientPublicIds: true },
    now: () => new Date(Date.now() + secondsAhead * 1000),
  });
  controller = new AbortController();
  calling = KEY;
  downloadOrigins.length = 0;
  environment = new CloudinaryEnvironment({
    cloud: 'demo',
    origins: { apiOrigin: server.origin, downloadOrigins },
    credentials: async (): Promise<Credentials> => ({ calling, all: [calling], problems: [] }),
    quotaReserve: 0.1,
  });
});

afterEach(async () => {
  vi.useRealTimers();
  await server.close();
});

const sdk = () => ({
  cloud_name: 'demo',
  api_key: KEY.apiKey,
  api_secret: KEY.apiSecret,
  upload_prefix: server.origin,
});

const destroy = (public_id: string) => cloudinary.uploader.destroy(public_id, { ...sdk(), invalidate: true });

const upload = (bytes: Buffer, options: UploadApiOptions): Promise<UploadApiResponse> =>
  new Promise((resolve, reject) => {
    const stream = cloudinary.uploader.upload_stream({ ...sdk(), ...options }, (error, result) =>
      result ? resolve(result) : reject(error),
    );
    stream.end(bytes);
  });

const contentOf = async (opening: Promise<ByteSource>): Promise<Buffer> => {
  const source = await opening;
  const chunks: Uint8Array[] = [];
  for await (const chunk of source.chunks) chunks.push(chunk);
  await source.cancel();
  return Buffer.concat(chunks);
};

/** The error of a promise; everything that a log could make of it is searched for the secret. */
const failureOf = async (promise: Promise<unknown>): Promise<unknown> => {
  const error: unknown = await promise.then(
    () => 'no failure',
    (failure: unknown) => failure,
  );
  for (let at = error, depth = 0; at instanceof Error && depth < 10; at = at.cause, depth++) {
    const everything = [at.message, at.stack, JSON.stringify(at), JSON.stringify(at, Object.getOwnPropertyNames(at))];
    for (const form of [
      SECRET,
      encodeURIComponent(SECRET),
      Buffer.from(`${KEY.apiKey}:${SECRET}`).toString('base64'),
    ]) {
      expect(everything.join('\n')).not.toContain(form);
    }
    expect(everything.join('\n')).not.toContain('signature=');
  }
  return error;
};

const image = (public_id: string, type = 'upload') => ({ resource_type: 'image', type, public_id });
const fault = (point: 'download' | 'downloadBackup' | 'admin', strikes: Fault) => {
  server.faults.script = (request) => (request.point === point ? strikes : undefined);
};

describe('download', () => {
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
    expect(md5(await contentOf(environment.download(image('photo'), 'png', controller.signal)))).toBe(second.etag);
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

  test.each([
    [400, 'not-found'],
    [401, 'credentials-unavailable'],
    [404, 'not-found'],
    [420, 'throttled'],
    [429, 'throttled'],
    [500, 'origin-failed'],
    [503, 'origin-failed'],
  ])('answered by %i is %s', async (status, code) => {
    fault('download', { kind: 'status', status, retryAfter: '60' });
    expect(await failureOf(environment.download(image('photo'), 'png', controller.signal))).toMatchObject({ code });
  });

  test.each<[string, Fault]>([
    ['reset', { kind: 'reset' }],
    ['truncated', { kind: 'short', honestLength: false }],
  ])('that is %s breaks off', async (_, strikes) => {
    await upload(PNG, { public_id: 'photo' });
    fault('download', strikes);
    const failure = await failureOf(contentOf(environment.download(image('photo'), 'png', controller.signal)));
    expect(failure).toMatchObject({ code: 'origin-failed' });
  });

  test('that hangs ends with the deadline', async () => {
    await upload(PNG, { public_id: 'photo' });
    fault('download', { kind: 'hang' });
    setTimeout(() => controller.abort(OUT_OF_TIME), 50);
    expect(await failureOf(environment.download(image('photo'), 'png', controller.signal))).toBe(OUT_OF_TIME);
  });

  test('with a key that Cloudinary does not know is a matter of the credentials', async () => {
    calling = { apiKey: KEY.apiKey, apiSecret: 'another' };
    expect(await failureOf(environment.download(image('photo'), 'png', controller.signal))).toMatchObject({
      code: 'credentials-unavailable',
    });
  });

  test('follows a redirect to object storage only where that is allowed', async () => {
    await upload(PNG, { public_id: 'photo' });
    server.behaviour.downloadRedirects = server.origin.replace('127.0.0.1', 'localhost');
    const download = () => environment.download(image('photo'), 'png', controller.signal);
    expect(await failureOf(download())).toMatchObject({ code: 'forbidden-redirect' });
    downloadOrigins.push(server.behaviour.downloadRedirects);
    expect(md5(await contentOf(download()))).toBe(md5(PNG));
  });
});

describe('downloadBackup', () => {
  test('gives an older revision, and not found for one that is none', async () => {
    const first = await upload(PNG, { public_id: 'photo', backup: true });
    secondsAhead += 10;
    await upload(Buffer.concat([PNG, PNG]), { public_id: 'photo', backup: true });
    await server.nativeBackups.idle();
    const { asset_id, version_id: versionId } = first as UploadApiResponse & { asset_id: string; version_id: string };
    expect(md5(await contentOf(environment.downloadBackup(asset_id, versionId, controller.signal)))).toBe(first.etag);
    expect(await failureOf(environment.downloadBackup(asset_id, 'f'.repeat(32), controller.signal))).toMatchObject({
      code: 'not-found',
    });
  });
});

describe('currentAsset', () => {
  const ask = (hint: Parameters<CloudinaryEnvironment['currentAsset']>[0]) =>
    environment.currentAsset(hint, controller.signal);

  test('describes an asset by its asset_id, or by its identity where that is all there is', async () => {
    const options = { public_id: 'a/b c', type: 'private', tags: ['x', 'y'], context: { alt: 'sea' } } as const;
    const { asset_id, version, etag } = await upload(PNG, options);
    const expected = {
      asset: { asset_id, resource_type: 'image', type: 'private', public_id: 'a/b c' },
      revision: { version, etag, bytes: PNG.length, format: 'png' },
      details: { tags: ['x', 'y'], context: { alt: 'sea' } },
      placeholder: false,
    };
    expect(await ask({ asset_id })).toMatchObject(expected);
    expect(await ask(image('a/b c', 'private'))).toMatchObject(expected);
    // The id decides: the name may be an old one.
    expect(await ask({ ...image('before the rename'), asset_id })).toMatchObject(expected);
  });

  test.each(['a?b=c', 'a%2Fb', 'c#d', 'naïve/日本語', "it's", 'video/upload'])('asks for the odd id %j', async (id) => {
    await upload(PNG, { public_id: id });
    expect(await ask(image(id))).toMatchObject({ asset: { public_id: id } });
  });

  test('of a deleted asset is nothing or, where a backup is kept, a placeholder', async () => {
    const { asset_id } = await upload(PNG, { public_id: 'photo' });
    await destroy('photo');
    expect(await ask({ asset_id })).toBeUndefined();
    const kept = await upload(PNG, { public_id: 'kept', backup: true });
    await server.nativeBackups.idle();
    await destroy('kept');
    expect(await ask({ asset_id: String(kept['asset_id']) })).toMatchObject({
      placeholder: true,
      revision: { bytes: 0 },
    });
  });

  test.each([
    [400, 'origin-failed'],
    [401, 'credentials-unavailable'],
    [403, 'credentials-unavailable'],
    [409, 'origin-failed'],
    [420, 'throttled'],
    [429, 'throttled'],
    [500, 'origin-failed'],
    [502, 'origin-failed'],
    [503, 'origin-failed'],
  ])('answered by %i is %s', async (status, code) => {
    fault('admin', { kind: 'status', status });
    expect(await failureOf(ask({ asset_id: 'a' }))).toMatchObject({ name: 'PipelineError', code });
  });

  test('cut off, reset or in the wrong words is a failure of the origin', async () => {
    const { asset_id } = await upload(PNG, { public_id: 'photo' });
    fault('admin', { kind: 'short', honestLength: false });
    expect(await failureOf(ask({ asset_id }))).toMatchObject({ code: 'origin-failed' });
    fault('admin', { kind: 'reset' });
    expect(await failureOf(ask({ asset_id }))).toMatchObject({ code: 'origin-failed' });
    fault('admin', { kind: 'short', honestLength: true });
    expect(await failureOf(ask({ asset_id }))).toMatchObject({ code: 'origin-failed' });
    server.faults.script = undefined;
    // Such an id leads to a listing, which describes no asset.
    expect(await failureOf(ask({ asset_id: 'by_asset_ids' }))).toMatchObject({ code: 'origin-failed' });
  });

  test('that hangs ends with the deadline, and its late answer disturbs nobody', { timeout: 5000 }, async () => {
    fault('admin', { kind: 'hang' });
    setTimeout(() => controller.abort(OUT_OF_TIME), 50);
    expect(await failureOf(ask({ asset_id: 'a' }))).toBe(OUT_OF_TIME);
    expect(await failureOf(ask({ asset_id: 'a' }))).toBe(OUT_OF_TIME);
    await server.close();
    await sleep(50);
  });

  test('that hangs ends after 30 s', { timeout: 5000 }, async () => {
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => {
      const sooner = new AbortController();
      setTimeout(() => sooner.abort(new DOMException('The operation timed out.', 'TimeoutError')), 50);
      return sooner.signal;
    });
    fault('admin', { kind: 'hang' });
    const failure = await failureOf(ask({ asset_id: 'a' }));
    expect(failure).toMatchObject({ code: 'origin-failed', message: 'The Admin API failed (no answer).' });
    expect(timeout).toHaveBeenCalledExactlyOnceWith(30_000);
    timeout.mockRestore();
  });

  test('leaves the reserve of the quota to the user, until its reset', async () => {
    const { asset_id } = await upload(PNG, { public_id: 'photo' });
    server.environment('demo').quota.limit = 20;
    for (let call = 0; call < 18; call++) await ask({ asset_id });
    const failure = await failureOf(ask({ asset_id }));
    expect(failure).toMatchObject({ code: 'throttled', message: expect.stringContaining('reserve') });
    const resetsAt = failure instanceof PipelineError ? failure.retryAt : undefined;
    expect(resetsAt?.getTime()).toBeGreaterThan(Date.now());
    expect(server.environment('demo').adminCalls).toBe(18);
    vi.useFakeTimers({ toFake: ['Date'], now: resetsAt ?? new Date() });
    expect(await ask({ asset_id })).toBeDefined();
  });

  test('makes do without a word about the quota', async () => {
    const { asset_id } = await upload(PNG, { public_id: 'photo' });
    vi.spyOn(server.environment('demo').quota, 'headers').mockReturnValue({});
    expect(await ask({ asset_id })).toBeDefined();
    vi.spyOn(server.environment('demo').quota, 'headers').mockReturnValue({
      'X-FeatureRateLimit-Limit': '20',
      'X-FeatureRateLimit-Remaining': 'none',
      'X-FeatureRateLimit-Reset': 'soon',
    });
    expect(await ask({ asset_id })).toBeDefined();
    expect(await ask({ asset_id })).toBeDefined();
  });

  test('takes up a rotated key', async () => {
    const { asset_id } = await upload(PNG, { public_id: 'photo' });
    calling = { apiKey: '2', apiSecret: 'another' };
    expect(await failureOf(ask({ asset_id }))).toMatchObject({ code: 'credentials-unavailable' });
    server.environment('demo').keys.push(calling);
    expect(await ask({ asset_id })).toBeDefined();
  });
});
