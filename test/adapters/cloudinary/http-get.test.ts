import type { RequestListener } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { openDownload } from '#shared/adapters/cloudinary/exact-download.ts';
import { PipelineError } from '#shared/domain/errors.ts';
import { md5, someBytes } from '#test/doubles/byte-sources.ts';
import { startLoopbackServer } from '../loopback-server.ts';
import { failOnUnhandledErrors } from '../unhandled-errors.ts';
import { BYTES, controller, failureOf, OUT_OF_TIME, open, readAll, server } from './download-setup.ts';

describe('the connection of a download', () => {
  const sockets = new Set<unknown>();
  failOnUnhandledErrors();

  beforeEach(() => sockets.clear());

  /** Answers, and records the connection. */
  const answerWith = (answer: RequestListener) => {
    server.answer = (request, response) => {
      sockets.add(request.socket);
      answer(request, response);
    };
  };
  const send = (body: Uint8Array | string, status = 200): RequestListener => {
    return (_, response) => void response.writeHead(status, { 'content-length': body.length }).end(body);
  };

  test('is reused for the next download', async () => {
    answerWith(send(BYTES));
    for (let download = 0; download < 5; download++) expect(await readAll()).toHaveLength(BYTES.length);
    expect(sockets.size).toBe(1);
  });

  test('is reused after a redirect and after a failure, whose bodies are discarded', async () => {
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
    // The redirect's body is still arriving when its target is requested.
    expect(sockets.size).toBeLessThanOrEqual(2);
  });

  test.each([
    ['that is long', { 'content-length': 100_000 }],
    ['of unknown length', {}],
    ['that does not arrive', { 'content-length': 100 }],
  ])('is closed after a failure with a body %s', async (_, headers) => {
    const closed = new Promise<void>((resolve) => {
      server.answer = (request, response) => {
        request.socket.once('close', () => resolve());
        response.writeHead(503, headers).write('half');
      };
    });
    expect(await failureOf(open())).toMatchObject({ message: 'Cloudinary answered a download with HTTP 503.' });
    await closed;
  });

  test('is replaced if the server closed it while it was idle', async () => {
    answerWith(send(BYTES));
    await readAll();
    // The next request finds the connection open, but the server closes it: as if the two had crossed.
    answerWith((request, response) => {
      if (sockets.size === 1) request.socket.destroy();
      else send(BYTES)(request, response);
    });
    expect(md5(await readAll())).toBe(md5(BYTES));
    expect(sockets.size).toBe(2);
    expect(server.requests).toHaveLength(3);
  });

  test('is replaced only once, and only if it was a reused one', async () => {
    answerWith((request) => void request.socket.destroy());
    expect(await failureOf(open())).toMatchObject({ message: 'The connection to Cloudinary broke.' });
    expect(server.requests).toHaveLength(1);
    answerWith(send(BYTES));
    await readAll();
    answerWith((request) => void request.socket.destroy());
    expect(await failureOf(open())).toMatchObject({ message: 'The connection to Cloudinary broke.' });
    expect(server.requests).toHaveLength(4);
  });

  test('is not replaced unnoticed if it breaks within a body', async () => {
    answerWith(send(BYTES));
    await readAll();
    answerWith((request, response) => {
      response.writeHead(200, { 'content-length': BYTES.length }).write(BYTES.subarray(0, 1000));
      setTimeout(() => request.socket.destroy(), 20);
    });
    expect(await failureOf(readAll())).toMatchObject({ code: 'cloudinary-failed' });
    await sleep(50);
    expect(server.requests).toHaveLength(2);
  });

  test('is not replaced after the deadline', async () => {
    answerWith(send(BYTES));
    await readAll();
    answerWith(() => controller.abort(OUT_OF_TIME));
    expect(await failureOf(open())).toBe(OUT_OF_TIME);
    await sleep(50);
    expect(server.requests).toHaveLength(2);
  });

  test('applies backpressure', async () => {
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
    // What the buffers of both systems hold does not count.
    expect(sent).toBeLessThan(50);
    await source.cancel();
  });

  test('fails for many downloads that are reset at once, without a retry', async () => {
    let requests = 0;
    // A test can reset a connection only without TLS.
    const plain = await startLoopbackServer('http');
    plain.answer = (request, response) => {
      if (requests++ < 64) return void response.end('warm');
      response.writeHead(200, { 'content-length': BYTES.length }).write(BYTES.subarray(0, 70_000));
      setTimeout(() => request.socket.resetAndDestroy(), 20);
    };
    const apiOrigin = plain.origin;
    const download = async () => {
      const url = new URL(apiOrigin);
      const origins = { apiOrigin, downloadOrigins: [] };
      const source = await openDownload({ url, cloud: 'demo', origins, signal: controller.signal });
      for await (const _ of source.chunks);
    };
    await Promise.all(Array.from({ length: 64 }, download));
    const failures = await Promise.all(Array.from({ length: 64 }, () => failureOf(download())));
    expect(failures.every((error) => error instanceof PipelineError && error.code === 'cloudinary-failed')).toBe(true);
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
