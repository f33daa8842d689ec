import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { get } from 'node:https';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { v2 as cloudinary, type UploadApiResponse } from 'cloudinary';
import { afterAll, expect, test } from 'vitest';
import { trustLoopbackCertificate } from '#local/certificate/trust-loopback-certificate.ts';
import { bytesFromSeed } from '#local/cloudinary/bytes/generated-bytes.ts';
import { FULL, scaled } from '#test/scale.ts';
import type { SimulationReport } from './processes/simulation-process.ts';

const MIB = 1024 * 1024;
const CHUNK = 6 * MIB;

await trustLoopbackCertificate();
const child = fork(join(import.meta.dirname, 'processes/simulation-process.ts'), { execArgv: [] });
afterAll(() => child.kill());
const { origin } = await report();
const credentials = {
  cloud_name: 'demo',
  api_key: '111111111111111',
  api_secret: 'a-secret',
  upload_prefix: origin,
} as const;

async function report(): Promise<SimulationReport> {
  child.send('report');
  const [message] = await once(child, 'message');
  return message;
}

/** Uploads bytes that are made on the way, as `upload_large` does; gives their MD5 as well. */
async function uploadLarge(public_id: string, length: number): Promise<{ result: UploadApiResponse; md5: string }> {
  const generate = bytesFromSeed(length);
  const hash = createHash('md5');
  function* chunks() {
    for (let at = 0; at < length; at += CHUNK) {
      const chunk = generate(at, Math.min(at + CHUNK, length));
      hash.update(chunk);
      yield chunk;
    }
  }
  const uploaded = Promise.withResolvers<UploadApiResponse>();
  const options = { ...credentials, public_id, resource_type: 'video', chunk_size: CHUNK } as const;
  const stream = cloudinary.uploader.upload_chunked_stream(options, (error, result) =>
    result ? uploaded.resolve(result) : uploaded.reject(error),
  );
  Readable.from(chunks()).pipe(stream);
  const result = await uploaded.promise;
  return { result, md5: hash.digest('hex') };
}

async function md5At(url: string): Promise<string> {
  const [response]: IncomingMessage[] = await once(get(url), 'response');
  const hash = createHash('md5');
  for await (const block of response ?? []) hash.update(block);
  return hash.digest('hex');
}

async function passThrough(publicId: string, length: number): Promise<void> {
  const { result, md5 } = await uploadLarge(publicId, length);
  expect(result).toMatchObject({ bytes: length, etag: md5 });
  const { format, secure_url, asset_id, version_id } = result;
  const download = cloudinary.utils.private_download_url(publicId, format, { ...credentials, resource_type: 'video' });
  expect(await md5At(download)).toBe(md5);
  expect(await md5At(secure_url)).toBe(md5);
  await report();
  expect(await md5At(cloudinary.utils.download_backedup_asset(asset_id, version_id, credentials))).toBe(md5);
}

test('a large original passes through unchanged, and takes no memory', { timeout: 600_000 }, async () => {
  // The first request loads code and allocates buffers that every later one uses.
  await passThrough('warm-up', 13 * MIB + 1);
  const { mostRss: before, copies } = await report();
  expect(copies).toBe(1);
  if (!FULL) return;
  await passThrough('large', scaled(0, 1024 * MIB));
  const { mostRss: after } = await report();
  console.log(`RSS ${Math.round(before / MIB)} MiB before, ${Math.round(after / MIB)} MiB after`);
  expect((after - before) / MIB).toBeLessThan(64);
});
