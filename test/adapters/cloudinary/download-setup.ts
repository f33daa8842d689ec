import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, vi } from 'vitest';
import { openDownload } from '#shared/adapters/cloudinary/exact-download.ts';
import { PipelineError } from '#shared/domain/errors.ts';
import { someBytes } from '#test/doubles/byte-sources.ts';
import { type LoopbackServer, startLoopbackServer } from '../loopback-server.ts';

/** The signature of a URL, which must never be shown. */
export const SECRET_QUERY = '?api_key=1&signature=0123456789abcdef';
export const BYTES = someBytes(200_000);
export const OUT_OF_TIME = new PipelineError('out-of-time', 'No time left.');

/** The server that downloads are requested from. */
export let server: LoopbackServer;
/** A server with another origin. */
export let other: LoopbackServer;
/** Controls the signal of each download. */
export let controller: AbortController;

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

/** Opens a download from {@link server}. */
export function open(downloadOrigins: readonly string[] = []) {
  return openDownload({
    url: new URL(`${server.origin}/v1_1/demo/image/download${SECRET_QUERY}`),
    cloud: 'demo',
    origins: { apiOrigin: server.origin, downloadOrigins },
    signal: controller.signal,
  });
}

export async function readAll(downloadOrigins?: readonly string[]): Promise<Buffer> {
  const source = await open(downloadOrigins);
  const chunks: Uint8Array[] = [];
  for await (const chunk of source.chunks) chunks.push(chunk);
  await source.cancel();
  return Buffer.concat(chunks);
}

export function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'no failure',
    (error: unknown) => error,
  );
}

export function redirectTo(location: string, status = 302) {
  return (_: unknown, response: ServerResponse) => void response.writeHead(status, { location }).end('moved');
}
