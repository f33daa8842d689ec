import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { globalAgent, request as httpsRequest, type RequestOptions } from 'node:https';
import { buffer } from 'node:stream/consumers';
import { v2 as cloudinary, type UploadApiOptions, type UploadApiResponse } from 'cloudinary';
import { afterEach, beforeEach } from 'vitest';
import type { CloudSettings, SimulatedCloudinaryOptions } from '#local/cloudinary/options.ts';
import { startSimulatedCloudinary } from '#local/cloudinary/simulated-cloudinary.ts';
import { selfSignedCertificate } from './self-signed-certificate.ts';
import { startWebhookReceiver } from './webhook-receiver.ts';

const certificate = selfSignedCertificate();
// The SDK uses Node's global agent, as it does in production.
globalAgent.options.ca = certificate.cert;

/** Options of a test's library; all have defaults. */
export type LibraryOptions = Partial<Omit<SimulatedCloudinaryOptions, 'tls' | 'environments'>> & {
  cloud?: Partial<CloudSettings>;
};

/** A simulated Cloudinary with one cloud, `demo`, and the official SDK pointed at it. */
export async function startLibrary({ cloud = {}, ...options }: LibraryOptions = {}) {
  const settings: CloudSettings = {
    cloudName: 'demo',
    keys: [
      { apiKey: '111111111111111', apiSecret: 'oldest-secret' },
      { apiKey: '222222222222222', apiSecret: 'newer-secret' },
    ],
    adminCallsPerHour: 5000,
    ...cloud,
  };
  const server = await startSimulatedCloudinary({
    clouds: [settings],
    tls: certificate,
    ...options,
    notifications: { retryDelaysMs: [5, 5, 5], ...options.notifications },
  });
  const credentials = {
    cloud_name: 'demo',
    api_key: '222222222222222',
    api_secret: 'newer-secret',
    upload_prefix: server.origin,
    timeout: 30_000,
  };
  const upload = (bytes: Buffer | string, uploadOptions: UploadApiOptions = {}): Promise<UploadApiResponse> =>
    new Promise((resolve, reject) => {
      const stream = cloudinary.uploader.upload_stream({ ...credentials, ...uploadOptions }, (error, result) =>
        result ? resolve(result) : reject(error),
      );
      stream.end(bytes);
    });
  return {
    ...server,
    cloud: server.cloud('demo'),
    credentials,
    /** Credentials for calls whose declared options require a resource type. */
    ofImages: { ...credentials, resource_type: 'image' as const },
    upload,
    /** Uploads under a public_id. */
    put: (public_id: string, bytes: Buffer | string = 'x', uploadOptions: UploadApiOptions = {}) =>
      upload(bytes, { public_id, ...uploadOptions }),
    /** Calls the Admin API where the SDK has no method. */
    async admin(method: string, path: string, json?: Record<string, unknown>) {
      const { api_key, api_secret } = credentials;
      const body = json === undefined ? '' : JSON.stringify(json);
      const options = {
        method,
        auth: `${api_key}:${api_secret}`,
        // Node sends a DELETE with a body only if it knows the length.
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      };
      const answer = await fetchBytes(`${server.origin}/v1_1/demo/${path}`, options, body);
      return { ...answer, body: JSON.parse(answer.text) as Record<string, unknown> };
    },
  };
}

/** Like `startLibrary`, with a trigger for `all` that notifies a webhook receiver. */
export async function startWatchedLibrary(options: LibraryOptions = {}) {
  const library = await startLibrary(options);
  const receiver = await startWebhookReceiver();
  const trigger = await library.admin('POST', 'triggers', { uri: receiver.url, event_type: 'all' });
  if (trigger.status !== 200) throw new Error(`No trigger: ${trigger.text}`);
  return {
    ...library,
    receiver,
    /** The bodies of one type, once everything has arrived. */
    async bodies(type: string) {
      await library.notifications.idle();
      return receiver.bodies(type);
    },
    async close() {
      receiver.close();
      await library.close();
    },
  };
}

/** A library of its own for each test of a file. */
export function forEachTest<Library extends { close(): Promise<void> }>(start: () => Promise<Library>): Library {
  // Set before each test; nothing reads it earlier.
  const library = {} as Library;
  beforeEach(async () => {
    Object.assign(library, await start());
  });
  afterEach(() => library.close());
  return library;
}

/** Waits for the next second, so that the next revision has a later version. */
export function nextSecond() {
  return new Promise((resolve) => setTimeout(resolve, 1100));
}

/** The status with which a call of the SDK was refused; undefined if it was not refused. */
export async function refusalOf(call: Promise<unknown>): Promise<number | undefined> {
  return await call.then(
    () => undefined,
    // The Admin API's errors are wrapped once more than those of uploads.
    (error) => (error.error ?? error).http_code,
  );
}

/** A request, by default a GET, with Node's clients, which report truncated bodies as errors. */
export async function fetchBytes(url: string, options: RequestOptions = {}, body?: string) {
  const call = (url.startsWith('https:') ? httpsRequest : httpRequest)(url, options).end(body);
  const [response]: IncomingMessage[] = await once(call, 'response');
  if (!response) throw new Error(`No response from ${url}`);
  const bytes = await buffer(response);
  return { status: response.statusCode ?? 0, headers: response.headers, bytes, text: bytes.toString() };
}
