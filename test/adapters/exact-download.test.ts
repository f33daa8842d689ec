import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openDownload } from '../../shared/adapters/exact-download.ts';
import { PipelineError } from '../../shared/domain/errors.ts';
import { md5, someBytes } from '../doubles/byte-sources.ts';
import { type LoopbackServer, startLoopbackServer } from './loopback-server.ts';

const SECRET_QUERY = '?api_key=1&signature=0123456789abcdef';
const BYTES = someBytes(200_000);
const OUT_OF_TIME = new PipelineError('out-of-time', 'No time left.');

let server: LoopbackServer;
let other: LoopbackServer;
let controller: AbortController;

beforeEach(async () => {
  server = await startLoopbackServer();
  other = await startLoopbackServer();
  controller = new AbortController();
});

afterEach(() => {
  vi.useRealTimers();
  server.close();
  other.close();
});

const open = (downloadOrigins: readonly string[] = []) =>
  openDownload({
    url: new URL(`${server.origin}/v1_1/demo/image/download${SECRET_QUERY}`),
    cloud: 'demo',
    origins: { apiOrigin: server.origin, downloadOrigins },
    signal: controller.signal,
  });

const readAll = async (downloadOrigins?: readonly string[]): Promise<Buffer> => {
  const source = await open(downloadOrigins);
  const chunks: Uint8Array[] = [];
  for await (const chunk of source.chunks) chunks.push(chunk);
  await source.cancel();
  return Buffer.concat(chunks);
};

const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no failure',
    (error: unknown) => error,
  );

const redirectTo =
  (location: string, status = 302) =>
  (_: unknown, response: ServerResponse) =>
    void response.writeHead(status, { location }).end('moved');

describe('a download', () => {
  test('gives the bytes, their length and their type', async () => {
    server.answer = (_, response) => void response.writeHead(200, { 'content-type': 'image/png' }).end(BYTES);
    const source = await open();
    expect(source).toMatchObject({ contentType: 'image/png' });
    await source.cancel();
    expect(md5(await readAll())).toBe(md5(BYTES));
  });

  test('tells the length where it is announced, and none where it is not', async () => {
    server.answer = (_, response) => void response.writeHead(200, { 'content-length': 3 }).end('abc');
    const announced = await open();
    server.answer = (_, response) => {
      response.write('a');
      response.end('bc');
    };
    const chunked = await open();
    expect([announced.length, chunked.length, chunked.contentType]).toEqual([3, undefined, undefined]);
    await announced.cancel();
    await chunked.cancel();
  });

  test('of nothing gives nothing', async () => {
    server.answer = (_, response) => void response.writeHead(200).end();
    expect(await readAll()).toHaveLength(0);
  });

  test('asks for the bytes as they are stored', async () => {
    const encodings: unknown[] = [];
    server.answer = (request, response) => {
      encodings.push(request.headers['accept-encoding']);
      response.end();
    };
    await readAll();
    expect(encodings).toEqual(['identity']);
  });

  test('gives the bytes as they came, whatever encoding a header gives them', async () => {
    const body = gzipSync(BYTES);
    server.answer = (_, response) =>
      void response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': body.length }).end(body);
    const source = await open();
    expect(source.length).toBe(body.length);
    await source.cancel();
    expect(md5(await readAll())).toBe(md5(body));
  });

  test.each([
    [400, 'not-found'],
    [401, 'credentials-unavailable'],
    [403, 'origin-failed'],
    [404, 'not-found'],
    [204, 'origin-failed'],
    [206, 'origin-failed'],
    [304, 'origin-failed'],
    [420, 'throttled'],
    [429, 'throttled'],
    [500, 'origin-failed'],
    [503, 'origin-failed'],
  ])('answered by %i is %s, and says nothing of its signed URL', async (status, code) => {
    server.answer = (_, response) => void response.writeHead(status).end();
    const error = await failureOf(open());
    expect(error).toMatchObject({ name: 'PipelineError', code, retryAt: undefined });
    expect(JSON.stringify([error, String(error)])).not.toContain('signature');
  });

  test.each([
    [{ 'retry-after': '120' }, 120],
    [{ 'retry-after': new Date(Date.now() + 300_000).toUTCString() }, 300],
    [{ 'x-featureratelimit-reset': new Date(Date.now() + 1_800_000).toUTCString() }, 1800],
    [{ 'retry-after': '60', 'x-featureratelimit-reset': new Date(Date.now() + 1_800_000).toUTCString() }, 60],
    [{ 'retry-after': 'soon', 'x-featureratelimit-reset': new Date(Date.now() + 90_000).toUTCString() }, 90],
  ])('that is throttled with %j waits as long', async (headers, seconds) => {
    server.answer = (_, response) => void response.writeHead(420, headers).end();
    const error = await failureOf(open());
    const retryAt = error instanceof PipelineError ? error.retryAt?.getTime() : undefined;
    expect(Math.abs((retryAt ?? 0) - Date.now() - seconds * 1000)).toBeLessThan(5000);
  });

  test.each([{ 'retry-after': 'soon' }, { 'retry-after': '9'.repeat(30) }, { 'x-featureratelimit-reset': 'never' }])(
    'that is throttled with %j names no time',
    async (headers) => {
      server.answer = (_, response) => void response.writeHead(429, headers).end();
      expect(await failureOf(open())).toMatchObject({ code: 'throttled', retryAt: undefined });
    },
  );
});

describe('a redirect', () => {
  beforeEach(() => {
    other.answer = (request, response) => void response.end(JSON.stringify(request.headers));
  });

  test.each([301, 302, 303, 307, 308])(
    'by %i to an allowed origin is followed, without credentials',
    async (status) => {
      server.answer = redirectTo(`${other.origin}/storage/demo/1`, status);
      const headers: unknown = JSON.parse((await readAll([other.origin])).toString());
      expect(other.requests).toEqual(['GET /storage/demo/1']);
      expect(headers).not.toHaveProperty('authorization');
      expect(headers).not.toHaveProperty('cookie');
      expect(headers).not.toHaveProperty('referer');
    },
  );

  test('within the origin is followed', async () => {
    server.answer = (request, response) =>
      request.url === '/moved' ? void response.end('here') : redirectTo('/moved')(request, response);
    expect((await readAll()).toString()).toBe('here');
  });

  test.each([
    ['another port', () => `${other.origin}/storage/demo/1`],
    ['another host', () => server.origin.replace('127.0.0.1', 'localhost')],
    ['plain http', () => server.origin.replace('https:', 'http:')],
    ['a host that ends like an allowed one', () => 'https://evil-res.cloudinary.com.example.org/demo/1'],
    ["another cloud on Cloudinary's host", () => 'https://res.cloudinary.com/other/image/upload/1'],
    ['credentials in the URL', () => server.origin.replace('https://', 'https://user:password@')],
    ['a file', () => 'file:///etc/passwd'],
    ['data', () => 'data:text/plain,bytes'],
    ['instance metadata', () => 'http://169.254.169.254/latest/meta-data'],
  ])('to %s is refused', async (_, location) => {
    server.answer = redirectTo(location());
    const error = await failureOf(open());
    expect(error).toMatchObject({ code: 'forbidden-redirect', message: expect.stringContaining('downloadOrigins') });
    expect(other.requests).toEqual([]);
  });

  test('out of an allowed origin is refused, too', async () => {
    server.answer = redirectTo(`${other.origin}/1`);
    other.answer = redirectTo('https://elsewhere.example.org/');
    expect(await failureOf(open([other.origin]))).toMatchObject({ code: 'forbidden-redirect' });
  });

  test('in a loop ends', async () => {
    server.answer = redirectTo('/again');
    expect(await failureOf(open())).toMatchObject({
      code: 'origin-failed',
      message: expect.stringContaining('3 times'),
    });
    expect(server.requests).toHaveLength(4);
  });

  test('to nowhere is a failure', async () => {
    server.answer = redirectTo('https://');
    expect(await failureOf(open())).toMatchObject({ code: 'origin-failed' });
    server.answer = (_, response) => void response.writeHead(302).end();
    expect(await failureOf(open())).toMatchObject({ message: 'Cloudinary answered a download with HTTP 302.' });
  });
});

describe('a download that goes wrong', () => {
  test('nobody listens', async () => {
    server.close();
    expect(await failureOf(open())).toMatchObject({
      code: 'origin-failed',
      message: 'The connection to Cloudinary broke.',
    });
  });

  test.each(['in its middle', 'without any byte'])('a body that breaks off %s', async (where) => {
    server.answer = (request, response) => {
      response.writeHead(200, { 'content-length': BYTES.length });
      if (where === 'in its middle') response.write(BYTES.subarray(0, 1000));
      response.flushHeaders();
      setTimeout(() => request.socket.destroy(), 20);
    };
    expect(await failureOf(readAll())).toMatchObject({
      code: 'origin-failed',
      message: 'The connection to Cloudinary broke.',
    });
  });

  test('a connection that breaks before its answer', async () => {
    server.answer = (request) => void request.socket.destroy();
    expect(await failureOf(open())).toMatchObject({ code: 'origin-failed' });
  });

  test.each(['before', 'within'])('silence %s the body ends after 30 s', async (when) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const asked = new Promise<void>((resolve) => {
      server.answer = (_, response) => {
        if (when === 'within') response.writeHead(200, { 'content-length': 100 }).write('half');
        resolve();
      };
    });
    const read = failureOf(readAll());
    await asked;
    await vi.waitFor(async () => {
      vi.advanceTimersByTime(10_000);
      const settled = await Promise.race([read, new Promise((resolve) => setImmediate(resolve, 'silence'))]);
      expect(settled).toMatchObject({ code: 'origin-failed', message: 'Cloudinary was silent for 30 s.' });
    });
  });

  test('silence is not counted while the reader is busy', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    server.answer = (_, response) => void response.end(BYTES);
    const source = await open();
    vi.advanceTimersByTime(60_000);
    let length = 0;
    for await (const chunk of source.chunks) {
      length += chunk.length;
      vi.advanceTimersByTime(60_000);
    }
    expect(length).toBe(BYTES.length);
  });

  test.each(['before', 'within'])('a deadline %s the body is the reason', async (when) => {
    server.answer = (_, response) => {
      if (when === 'within') response.writeHead(200, { 'content-length': 100 }).write('half');
      setTimeout(() => controller.abort(OUT_OF_TIME), 20);
    };
    expect(await failureOf(readAll())).toBe(OUT_OF_TIME);
    expect(await failureOf(open())).toBe(OUT_OF_TIME);
  });

  test('a cancelled download ends its connection, and needs no reader', async () => {
    const closed = new Promise<void>((resolve) => {
      server.answer = (request, response) => {
        request.socket.once('close', () => resolve());
        response.writeHead(200, { 'content-length': BYTES.length }).write(BYTES.subarray(0, 1000));
      };
    });
    const source = await open();
    await source.cancel();
    await source.cancel();
    await closed;
  });

  test('a reader that stops ends its connection', async () => {
    const closed = new Promise<void>((resolve) => {
      server.answer = (request, response) => {
        request.socket.once('close', () => resolve());
        response.writeHead(200, { 'content-length': BYTES.length }).write(BYTES.subarray(0, 1000));
      };
    });
    const source = await open();
    for await (const _ of source.chunks) break;
    await source.cancel();
    await closed;
  });

  test('leaves no listener on the signal, however it ended', async () => {
    const add = vi.spyOn(controller.signal, 'addEventListener');
    const remove = vi.spyOn(controller.signal, 'removeEventListener');
    server.answer = (_, response) => void response.end(BYTES);
    await readAll();
    await (await open()).cancel();
    server.answer = (_, response) => void response.writeHead(500).end();
    await failureOf(open());
    expect(add).toHaveBeenCalledTimes(3);
    expect(remove).toHaveBeenCalledTimes(3);
  });
});

describe('the connection of a download', () => {
  const sockets = new Set<unknown>();
  const unhandled: unknown[] = [];
  const note = (error: unknown) => unhandled.push(error);

  beforeEach(() => {
    sockets.clear();
    process.on('unhandledRejection', note).on('uncaughtException', note);
  });

  afterEach(async () => {
    await sleep(5);
    process.off('unhandledRejection', note).off('uncaughtException', note);
    expect(unhandled.splice(0)).toEqual([]);
  });

  /** Answers, and takes note of the connection. */
  const answerWith = (answer: RequestListener) => {
    server.answer = (request, response) => {
      sockets.add(request.socket);
      answer(request, response);
    };
  };
  const send = (body: Uint8Array | string, status = 200): RequestListener => {
    return (_, response) => void response.writeHead(status, { 'content-length': body.length }).end(body);
  };

  test('serves the next download', async () => {
    answerWith(send(BYTES));
    for (let download = 0; download < 5; download++) expect(await readAll()).toHaveLength(BYTES.length);
    expect(sockets.size).toBe(1);
  });

  test('serves again after a redirect and after a failure, whose bodies nobody wants', async () => {
    answerWith((request, response) => {
      if (request.url === '/moved') send('here')(request, response);
      else response.writeHead(302, { location: '/moved', 'content-length': 5 }).end('moved');
    });
    for (let download = 0; download < 5; download++) expect((await readAll()).toString()).toBe('here');
    answerWith(send('x'.repeat(60_000), 404));
    for (let download = 0; download < 5; download++) {
      await failureOf(open());
      await sleep(20);
    }
    // The redirect's answer is still on its way when its target is asked.
    expect(sockets.size).toBeLessThanOrEqual(2);
  });

  test.each([
    ['that is long', { 'content-length': 100_000 }],
    ['of unknown length', {}],
    ['that does not come', { 'content-length': 100 }],
  ])('ends with a failure whose body is one %s', async (_, headers) => {
    const closed = new Promise<void>((resolve) => {
      server.answer = (request, response) => {
        request.socket.once('close', () => resolve());
        response.writeHead(503, headers).write('half');
      };
    });
    expect(await failureOf(open())).toMatchObject({ message: 'Cloudinary answered a download with HTTP 503.' });
    await closed;
  });

  test('that the server closed while it was idle is replaced', async () => {
    answerWith(send(BYTES));
    await readAll();
    // The next request still finds the connection open, and its server gone: as after a closing that crosses it.
    answerWith((request, response) => {
      if (sockets.size === 1) request.socket.destroy();
      else send(BYTES)(request, response);
    });
    expect(md5(await readAll())).toBe(md5(BYTES));
    expect(sockets.size).toBe(2);
    expect(server.requests).toHaveLength(3);
  });

  test('is replaced once only, and only where it had served before', async () => {
    answerWith((request) => void request.socket.destroy());
    expect(await failureOf(open())).toMatchObject({ message: 'The connection to Cloudinary broke.' });
    expect(server.requests).toHaveLength(1);
    answerWith(send(BYTES));
    await readAll();
    answerWith((request) => void request.socket.destroy());
    expect(await failureOf(open())).toMatchObject({ message: 'The connection to Cloudinary broke.' });
    expect(server.requests).toHaveLength(4);
  });

  test('that is reset within a body is not asked again behind the back of the reader', async () => {
    answerWith(send(BYTES));
    await readAll();
    answerWith((request, response) => {
      response.writeHead(200, { 'content-length': BYTES.length }).write(BYTES.subarray(0, 1000));
      setTimeout(() => request.socket.destroy(), 20);
    });
    expect(await failureOf(readAll())).toMatchObject({ code: 'origin-failed' });
    await sleep(50);
    expect(server.requests).toHaveLength(2);
  });

  test('is not asked again after the deadline', async () => {
    answerWith(send(BYTES));
    await readAll();
    answerWith(() => controller.abort(OUT_OF_TIME));
    expect(await failureOf(open())).toBe(OUT_OF_TIME);
    await sleep(50);
    expect(server.requests).toHaveLength(2);
  });

  test('holds back what nobody has read', async () => {
    const piece = someBytes(1024 * 1024);
    let sent = 0;
    answerWith(async (_, response) => {
      response.on('error', () => {}).writeHead(200, { 'content-length': 200 * piece.length });
      for (; sent < 200 && !response.destroyed; sent++) {
        if (!response.write(piece))
          await new Promise((resolve) => response.once('drain', resolve).once('close', resolve));
      }
    });
    const source = await open();
    for await (const _ of source.chunks) {
      await sleep(300);
      break;
    }
    // What lies in the buffers of both systems is not ours.
    expect(sent).toBeLessThan(50);
    await source.cancel();
  });

  test('that is reset by its peer breaks for many at once, and is not asked again', async () => {
    let requests = 0;
    // Only below TLS can a test reset a connection.
    const plain = createServer((request, response) => {
      if (requests++ < 64) return void response.end('warm');
      response.writeHead(200, { 'content-length': BYTES.length }).write(BYTES.subarray(0, 70_000));
      setTimeout(() => request.socket.resetAndDestroy(), 20);
    });
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
    const address = plain.address();
    const apiOrigin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    const download = async () => {
      const url = new URL(apiOrigin);
      const origins = { apiOrigin, downloadOrigins: [] };
      const source = await openDownload({ url, cloud: 'demo', origins, signal: controller.signal });
      for await (const _ of source.chunks);
    };
    await Promise.all(Array.from({ length: 64 }, download));
    const failures = await Promise.all(Array.from({ length: 64 }, () => failureOf(download())));
    expect(failures.every((error) => error instanceof PipelineError && error.code === 'origin-failed')).toBe(true);
    await sleep(50);
    expect(requests).toBe(128);
    plain.close();
  });

  test('leaves no timer', async () => {
    answerWith(send(BYTES));
    const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
    const before = timers();
    await readAll();
    await (await open()).cancel();
    answerWith(send('none', 404));
    await failureOf(open());
    await sleep(20);
    expect(timers()).toBeLessThanOrEqual(before);
  });
});
