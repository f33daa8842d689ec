import { beforeEach, describe, expect, test } from 'vitest';
import { failureOf, open, other, readAll, redirectTo, server } from './download-setup.ts';

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

  test('from an allowed origin to another one is refused, too', async () => {
    server.answer = redirectTo(`${other.origin}/1`);
    other.answer = redirectTo('https://elsewhere.example.org/');
    expect(await failureOf(open([other.origin]))).toMatchObject({ code: 'forbidden-redirect' });
  });

  test('in a loop is given up', async () => {
    server.answer = redirectTo('/again');
    expect(await failureOf(open())).toMatchObject({
      code: 'cloudinary-failed',
      message: expect.stringContaining('3 times'),
    });
    expect(server.requests).toHaveLength(4);
  });

  test('without a valid target is a failure', async () => {
    server.answer = redirectTo('https://');
    expect(await failureOf(open())).toMatchObject({ code: 'cloudinary-failed' });
    server.answer = (_, response) => void response.writeHead(302).end();
    expect(await failureOf(open())).toMatchObject({ message: 'Cloudinary answered a download with HTTP 302.' });
  });
});
