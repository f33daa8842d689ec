import { v2 as cloudinary, type UploadApiOptions, type UploadApiResponse } from 'cloudinary';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import type { Fault } from '#local/cloudinary/faults.ts';
import type { SimulatedCloudinary } from '#local/cloudinary/simulated-cloudinary.ts';
import { cloudApi } from '#shared/adapters/cloudinary/cloudinary-cloud-api.ts';
import type { Credentials } from '#shared/domain/cloudinary/credentials.ts';
import { PipelineError } from '#shared/domain/errors.ts';
import type { ByteSource } from '#shared/usecases/byte-source.ts';
import { someBytes } from '#test/doubles/byte-sources.ts';
import { KEY, startDemoCloudinary } from './demo-cloudinary.ts';

const SECRET = KEY.apiSecret;
export const OUT_OF_TIME = new PipelineError('out-of-time', 'No time left.');
export const PNG = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), someBytes(50_000)]);

export let server: SimulatedCloudinary;
export let api: ReturnType<typeof cloudApi>;
export let controller: AbortController;
let calling = KEY;
let secondsAhead = 0;
export const downloadOrigins: string[] = [];

function asCredentials(key: typeof KEY): Credentials {
  return { calling: key, all: [key], problems: [] };
}

/** Settings for adapters to reach the server. With a renewed key, the credentials have been rotated meanwhile. */
export function settings(renewed?: typeof KEY) {
  return {
    cloud: 'demo',
    origins: { apiOrigin: server.origin, downloadOrigins },
    credentials: async () => asCredentials(calling),
    ...(renewed && { renewedCredentials: async () => asCredentials(renewed) }),
    quotaReserve: 0.1,
  };
}

beforeEach(async () => {
  server = await startDemoCloudinary(
    { adminCallsPerHour: 100 },
    { behaviour: { lenientPublicIds: true }, now: () => new Date(Date.now() + secondsAhead * 1000) },
  );
  controller = new AbortController();
  calling = KEY;
  downloadOrigins.length = 0;
  api = cloudApi(settings());
});

afterEach(async () => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  await server.close();
});

function sdk() {
  return {
    cloud_name: 'demo',
    api_key: KEY.apiKey,
    api_secret: KEY.apiSecret,
    upload_prefix: server.origin,
  };
}

export function destroy(public_id: string) {
  return cloudinary.uploader.destroy(public_id, { ...sdk(), invalidate: true });
}

export function relate(public_id: string, other: string) {
  return cloudinary.api.add_related_assets(public_id, [other], sdk());
}

/** The SDK's types lack the method. */
export async function setAccessMode(access_mode: string, public_ids: readonly string[]): Promise<void> {
  const { apiKey, apiSecret } = KEY;
  const answer = await fetch(`${server.origin}/v1_1/demo/resources/image/upload/update_access_mode`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${apiKey}:${apiSecret}`).toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ access_mode, public_ids }),
  });
  expect(answer.status).toBe(200);
}

export function upload(bytes: Buffer, options: UploadApiOptions): Promise<UploadApiResponse> {
  return new Promise((resolve, reject) => {
    const stream = cloudinary.uploader.upload_stream({ ...sdk(), ...options }, (error, result) =>
      result ? resolve(result) : reject(error),
    );
    stream.end(bytes);
  });
}

export async function contentOf(opening: Promise<ByteSource>): Promise<Buffer> {
  const source = await opening;
  const chunks: Uint8Array[] = [];
  for await (const chunk of source.chunks) chunks.push(chunk);
  await source.cancel();
  return Buffer.concat(chunks);
}

/** The error of a promise. Everything that a log could show of it is searched for the secret. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
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
}

export function image(public_id: string, type = 'upload') {
  return { resource_type: 'image', type, public_id };
}

export function fault(point: 'download' | 'downloadBackup' | 'admin', strikes: Fault) {
  server.faults.script = (request) => (request.point === point ? strikes : undefined);
}

/** Makes all further calls use another key. */
export function callWith(key: typeof KEY): void {
  calling = key;
}

/** Moves Cloudinary's clock forward. */
export function passSeconds(seconds: number): void {
  secondsAhead += seconds;
}
