import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { PipelineError } from '#shared/domain/errors.ts';
import { md5 } from '#test/doubles/byte-sources.ts';
import { BYTES, failureOf, open, readAll, server } from './download-setup.ts';

describe('a download', () => {
  test('delivers the bytes, their length and their type', async () => {
    server.answer = (_, response) => void response.writeHead(200, { 'content-type': 'image/png' }).end(BYTES);
    const source = await open();
    expect(source).toMatchObject({ contentType: 'image/png' });
    await source.cancel();
    expect(md5(await readAll())).toBe(md5(BYTES));
  });

  test('has the announced length, or none', async () => {
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

  test('may be empty', async () => {
    server.answer = (_, response) => void response.writeHead(200).end();
    expect(await readAll()).toHaveLength(0);
  });

  test('asks for unencoded bytes', async () => {
    const encodings: unknown[] = [];
    server.answer = (request, response) => {
      encodings.push(request.headers['accept-encoding']);
      response.end();
    };
    await readAll();
    expect(encodings).toEqual(['identity']);
  });

  test('delivers the bytes as they arrived, whatever their Content-Encoding', async () => {
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
    [403, 'cloudinary-failed'],
    [404, 'not-found'],
    [204, 'cloudinary-failed'],
    [206, 'cloudinary-failed'],
    [304, 'cloudinary-failed'],
    [420, 'throttled'],
    [429, 'throttled'],
    [500, 'cloudinary-failed'],
    [503, 'cloudinary-failed'],
  ])('turns HTTP %i into %s, without showing the signed URL', async (status, code) => {
    server.answer = (_, response) => void response.writeHead(status).end();
    const error = await failureOf(open());
    expect(error).toMatchObject({ name: 'PipelineError', code, status, retryAt: undefined });
    expect(JSON.stringify([error, String(error)])).not.toContain('signature');
  });

  test.each([
    [{ 'retry-after': '120' }, 120],
    [{ 'retry-after': new Date(Date.now() + 300_000).toUTCString() }, 300],
    [{ 'x-featureratelimit-reset': new Date(Date.now() + 1_800_000).toUTCString() }, 1800],
    [{ 'retry-after': '60', 'x-featureratelimit-reset': new Date(Date.now() + 1_800_000).toUTCString() }, 60],
    [{ 'retry-after': 'soon', 'x-featureratelimit-reset': new Date(Date.now() + 90_000).toUTCString() }, 90],
  ])('throttled with %j names the time to wait', async (headers, seconds) => {
    server.answer = (_, response) => void response.writeHead(420, headers).end();
    const error = await failureOf(open());
    const retryAt = error instanceof PipelineError ? error.retryAt?.getTime() : undefined;
    expect(Math.abs((retryAt ?? 0) - Date.now() - seconds * 1000)).toBeLessThan(5000);
  });

  test.each([{ 'retry-after': 'soon' }, { 'retry-after': '9'.repeat(30) }, { 'x-featureratelimit-reset': 'never' }])(
    'throttled with %j names no time',
    async (headers) => {
      server.answer = (_, response) => void response.writeHead(429, headers).end();
      expect(await failureOf(open())).toMatchObject({ code: 'throttled', retryAt: undefined });
    },
  );
});
