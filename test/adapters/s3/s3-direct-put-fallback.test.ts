import type { IncomingMessage, RequestListener } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { PutObjectCommand, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { HttpResponse } from '@smithy/core/protocols';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { S3ObjectStore } from '#shared/adapters/s3/s3-object-store.ts';
import { PipelineError } from '#shared/domain/errors.ts';
import { md5 } from '#test/doubles/byte-sources.ts';
import { type LoopbackServer, startLoopbackServer } from '../loopback-server.ts';
import { failOnUnhandledErrors } from '../unhandled-errors.ts';
import { BODY, METADATA, optionsFor } from './direct-put-setup.ts';
import { keyNamed } from './object-store-contract.ts';
import { CLIENT_SETTINGS } from './s3-server.ts';

const OUT_OF_TIME = new PipelineError('out-of-time', 'No time left.');

failOnUnhandledErrors();

let controller: AbortController;
beforeEach(() => {
  controller = new AbortController();
});

describe('a put with a known SHA-256, if S3 does not accept it', () => {
  const KEY = keyNamed('direct/a%20b%2Bc//%2E%2E/a:b/1700000000.png');
  let server: LoopbackServer;
  let answer: RequestListener;
  let s3: S3Client;
  let requests: { request: IncomingMessage; body: Buffer }[];

  const client = (config: S3ClientConfig = {}) => {
    s3 = new S3Client({
      endpoint: server.origin,
      region: 'us-east-1',
      credentials: { accessKeyId: 'AKIDFIRST', secretAccessKey: 'secret' },
      maxAttempts: 2,
      ...CLIENT_SETTINGS,
      ...config,
    });
    return s3;
  };
  const putTo = (store: S3ObjectStore) => store.put(KEY, BODY, optionsFor(BODY, controller.signal));
  const put = () => putTo(new S3ObjectStore(s3, 'backup'));
  const fromSdk = () => requests.map(({ request }) => request.url?.includes('x-id=PutObject'));
  const statuses =
    (...codes: number[]): RequestListener =>
    (_, response) => {
      const status = codes[requests.length - 1] ?? 200;
      const code = { 403: 'AccessDenied', 409: 'ConditionalRequestConflict', 412: 'PreconditionFailed' }[status];
      const error = `<?xml version="1.0"?><Error><Code>${code ?? 'SlowDown'}</Code><Message>No.</Message></Error>`;
      response.writeHead(status, { 'content-type': 'application/xml' }).end(status === 200 ? '' : error);
    };

  beforeEach(async () => {
    requests = [];
    server = await startLoopbackServer('http');
    server.answer = async (request, response) => {
      const chunks: Uint8Array[] = [];
      try {
        for await (const chunk of request) chunks.push(chunk);
      } catch {}
      requests.push({ request, body: Buffer.concat(chunks) });
      answer(request, response);
    };
    answer = statuses();
    client();
  });

  afterEach(() => {
    s3.destroy();
    server.close();
  });

  test('is the request that the SDK would have sent', async () => {
    expect(await put()).toBe('created');
    await s3.send(
      new PutObjectCommand({
        Bucket: 'backup',
        Key: KEY,
        Body: BODY,
        ContentType: optionsFor(BODY, controller.signal).contentType,
        ContentMD5: Buffer.from(md5(BODY), 'hex').toString('base64'),
        Metadata: METADATA,
        IfNoneMatch: '*',
      }),
    );
    const [own, sdk] = requests;
    const BY_THE_SDK = ['amz-sdk-invocation-id', 'amz-sdk-request', 'user-agent', 'x-amz-user-agent'];
    const BY_TIME = ['authorization', 'x-amz-date'];
    const comparable = (seen = own) =>
      Object.entries(seen?.request.headers ?? {})
        .filter(([header]) => ![...BY_THE_SDK, ...BY_TIME].includes(header))
        .sort();
    expect(comparable(own)).toEqual(comparable(sdk));
    expect(`${own?.request.url}?x-id=PutObject`).toBe(sdk?.request.url);
    expect(own?.request.url).toBe(
      '/backup/pipeline/res/demo/image/upload/direct/a%2520b%252Bc//%252E%252E/a%3Ab/1700000000.png',
    );
    expect(own?.body).toEqual(Buffer.from(BODY));
  });

  test('reports a key that is taken', async () => {
    answer = statuses(412);
    expect(await put()).toBe('exists');
    expect(fromSdk()).toEqual([false]);
  });

  test.each([400, 403, 409, 500, 503, 301, 307, 404, 204])('is left to the SDK after HTTP %i', async (status) => {
    answer = statuses(status);
    expect(await put()).toBe('created');
    expect(fromSdk()).toEqual([false, true]);
    expect(requests[1]?.body).toEqual(Buffer.from(BODY));
    expect(await put()).toBe('created');
    expect(fromSdk()).toEqual([false, true, false]);
  });

  test("fails with the SDK's error", async () => {
    answer = statuses(403, 403);
    await expect(put()).rejects.toMatchObject({
      code: 'access-denied',
      message: expect.stringMatching(/^S3 denied access: PutObject on .* \(AccessDenied, HTTP 403\)\.$/),
    });
    requests = [];
    answer = statuses(503, 503, 503);
    await expect(put()).rejects.toMatchObject({ message: expect.stringContaining('(SlowDown, HTTP 503)') });
    expect(fromSdk()).toEqual([false, true, true]);
  });

  test('is tried again while another writer writes the key', async () => {
    answer = statuses(409, 409, 412);
    expect(await put()).toBe('exists');
    expect(fromSdk()).toEqual([false, true, true]);
  });

  test.each(['before', 'after'])('is left to the SDK if the connection breaks %s the object exists', async (when) => {
    answer = (request, response) => {
      if (requests.length === 1) request.socket.resetAndDestroy();
      else statuses(0, when === 'before' ? 200 : 412)(request, response);
    };
    expect(await put()).toBe(when === 'before' ? 'created' : 'exists');
    expect(fromSdk()).toEqual([false, true]);
  });

  test('is left to the SDK if S3 does not answer', async () => {
    client({ requestHandler: { socketTimeout: 200 } });
    answer = (request, response) => void (requests.length === 1 || statuses()(request, response));
    expect(await put()).toBe('created');
    expect(fromSdk()).toEqual([false, true]);
  });

  test("fails with the SDK's error if no server listens", async () => {
    server.close();
    await expect(put()).rejects.toMatchObject({ name: 'PipelineError', code: 'storage-failed' });
  });

  test('ends at the deadline, and leaves no listener', async () => {
    const add = vi.spyOn(controller.signal, 'addEventListener');
    const remove = vi.spyOn(controller.signal, 'removeEventListener');
    await put();
    await sleep(20);
    expect(add).toHaveBeenCalledTimes(remove.mock.calls.length);
    answer = () => controller.abort(OUT_OF_TIME);
    await expect(put()).rejects.toBe(OUT_OF_TIME);
    expect(fromSdk()).toEqual([false, false]);
    await expect(put()).rejects.toBe(OUT_OF_TIME);
    expect(requests).toHaveLength(2);
  });

  test('signs with the current credentials', async () => {
    let issued = 0;
    client({
      // Like Lambda's: a new set is requested when the previous one is about to expire.
      credentials: async () => ({
        accessKeyId: `AKID${++issued}`,
        secretAccessKey: 'secret',
        sessionToken: `token-${issued}`,
        expiration: new Date(Date.now() + 1000),
      }),
    });
    await put();
    await put();
    const of = ({ request: { headers } }: { request: IncomingMessage }) => [
      /Credential=(\w+)\//.exec(headers.authorization ?? '')?.[1],
      headers['x-amz-security-token'],
    ];
    const [first, second] = requests.map(of);
    expect(fromSdk()).toEqual([false, false]);
    expect(first).toEqual([expect.stringMatching(/^AKID/), expect.stringMatching(/^token-/)]);
    expect(second).not.toEqual(first);
  });

  test("uses the SDK's correction of the clock", async () => {
    const inAnHour = new Date(Date.now() + 3_600_000);
    answer = (_, response) => {
      response.setHeader('date', inAnHour.toUTCString());
      if (requests.length > 2) return void response.end();
      response.writeHead(403, { 'content-type': 'application/xml' });
      response.end('<Error><Code>RequestTimeTooSkewed</Code><Message>No.</Message></Error>');
    };
    expect(await put()).toBe('created');
    await put();
    expect(fromSdk()).toEqual([false, true, true, false]);
    const signedAt = requests.map(({ request }) => String(request.headers['x-amz-date']).slice(0, 11));
    expect(signedAt[3]).toBe(signedAt[2]);
    expect(signedAt[3]).not.toBe(signedAt[0]);
  });

  test.each<[string, S3ClientConfig]>([
    ['credentials that cannot be obtained', { credentials: () => Promise.reject(new Error('no credentials')) }],
    ['a region that cannot be obtained', { region: (): Promise<string> => Promise.reject(new Error('no region')) }],
  ])("with %s fails with the SDK's error", async (_, config) => {
    client(config);
    await expect(put()).rejects.toMatchObject({ name: 'PipelineError', code: 'storage-failed' });
    expect(requests).toEqual([]);
  });

  test('works again once the configuration can be resolved', async () => {
    let region: Promise<string> = Promise.reject(new Error('no region'));
    region.catch(() => {});
    client({ region: () => region });
    const store = new S3ObjectStore(s3, 'backup');
    await expect(putTo(store)).rejects.toMatchObject({
      code: 'storage-failed',
    });
    region = Promise.resolve('us-east-1');
    expect(await putTo(store)).toBe('created');
    expect(fromSdk()).toEqual([false]);
  });

  test.each([
    [{}, 'https://backup.s3.eu-west-1.amazonaws.com', '/pipeline'],
    [{ forcePathStyle: true }, 'https://s3.eu-west-1.amazonaws.com', '/backup/pipeline'],
    [{ endpoint: 'https://127.0.0.1:4566' }, 'https://127.0.0.1:4566', '/backup/pipeline'],
    [{ endpoint: 'http://[::1]:4566' }, 'http://[::1]:4566', '/backup/pipeline'],
    [{ endpoint: 'https://s3.example.org/under' }, 'https://backup.s3.example.org', '/under/pipeline'],
    [{ useDualstackEndpoint: true }, 'https://backup.s3.dualstack.eu-west-1.amazonaws.com', '/pipeline'],
  ])('goes to the URL that the SDK uses: %j', async (config, origin, folder) => {
    s3.destroy();
    s3 = new S3Client({ region: 'eu-west-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' }, ...config });
    const asked: string[] = [];
    vi.spyOn(s3.config.requestHandler, 'handle').mockImplementation(async (request) => {
      const { protocol, hostname, port, path, headers } = request;
      asked.push(`${protocol}//${headers['host']}${path}`);
      expect(headers['host']).toBe(port === undefined ? hostname : `${hostname}:${port}`);
      const body = Object.assign(Readable.from([]), { headers: {} });
      return { response: new HttpResponse({ statusCode: asked.length === 1 ? 500 : 200, headers: {}, body }) };
    });
    expect(await put()).toBe('created');
    const [own, sdk] = asked;
    expect(own).toBe(sdk);
    expect(own?.startsWith(`${origin}${folder}/res/`)).toBe(true);
  });

  test('to a directory bucket, which is signed differently, is left to the SDK', async () => {
    client({ forcePathStyle: false, maxAttempts: 1 });
    s3.middlewareStack.add(() => () => Promise.reject(new Error('left to the SDK')), { step: 'initialize' });
    const handle = vi.spyOn(s3.config.requestHandler, 'handle');
    await expect(putTo(new S3ObjectStore(s3, 'backup--use1-az1--x-s3'))).rejects.toMatchObject({
      cause: { message: 'left to the SDK' },
    });
    expect(handle).not.toHaveBeenCalled();
  });

  test('without a SHA-256 is left to the SDK', async () => {
    const { sha256: _, ...options } = optionsFor(BODY, controller.signal);
    expect(await new S3ObjectStore(s3, 'backup').put(KEY, BODY, options)).toBe('created');
    expect(fromSdk()).toEqual([true]);
  });
});
