import { describe, expect, test, vi } from 'vitest';
import type { ByteSource } from '#shared/usecases/byte-source.ts';
import { BYTES, controller, failureOf, OUT_OF_TIME, open, readAll, server } from './download-setup.ts';

describe('a failing download', () => {
  test('no server listens', async () => {
    server.close();
    expect(await failureOf(open())).toMatchObject({
      code: 'cloudinary-failed',
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
      code: 'cloudinary-failed',
      message: 'The connection to Cloudinary broke.',
    });
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
      const outcome = await Promise.race([read, new Promise((resolve) => setImmediate(resolve, 'silence'))]);
      expect(outcome).toMatchObject({ code: 'cloudinary-failed', message: 'Cloudinary was silent for 30 s.' });
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

  test.each(['before', 'within'])('a deadline %s the body is the error', async (when) => {
    server.answer = (_, response) => {
      if (when === 'within') response.writeHead(200, { 'content-length': 100 }).write('half');
      setTimeout(() => controller.abort(OUT_OF_TIME), 20);
    };
    expect(await failureOf(readAll())).toBe(OUT_OF_TIME);
    expect(await failureOf(open())).toBe(OUT_OF_TIME);
  });

  test.each([
    ['a cancelled download', async () => {}],
    [
      'a reader that stops',
      async ({ chunks }: ByteSource) => {
        for await (const _ of chunks) break;
      },
    ],
  ])('%s ends its connection', async (_, read) => {
    const closed = new Promise<void>((resolve) => {
      server.answer = (request, response) => {
        request.socket.once('close', () => resolve());
        response.writeHead(200, { 'content-length': BYTES.length }).write(BYTES.subarray(0, 1000));
      };
    });
    const source = await open();
    await read(source);
    await source.cancel();
    await source.cancel();
    await closed;
  });

  test('no download leaves a listener on the signal, whether it succeeds or fails', async () => {
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
