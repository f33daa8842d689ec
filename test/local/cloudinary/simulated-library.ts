import { Agent, globalAgent } from 'node:https';
import { v2 as cloudinary, type UploadApiOptions, type UploadApiResponse } from 'cloudinary';
import type { EnvironmentSettings, SimulatedCloudinaryOptions } from '../../../local/cloudinary/options.ts';
import { startSimulatedCloudinary } from '../../../local/cloudinary/simulated-cloudinary.ts';
import { selfSignedCertificate } from './self-signed-certificate.ts';
import { startWebhookReceiver } from './webhook-receiver.ts';

const certificate = selfSignedCertificate();
// The SDK uses Node's global agent, as it does in production.
globalAgent.options.ca = certificate.cert;

/** What a test may set; everything has a default. */
export type LibraryOptions = Partial<Omit<SimulatedCloudinaryOptions, 'tls' | 'environments'>> & {
  environment?: Partial<EnvironmentSettings>;
};

/** A simulated Cloudinary with one product environment, `demo`, and the official SDK pointed at it. */
export async function startLibrary({ environment = {}, ...options }: LibraryOptions = {}) {
  const settings: EnvironmentSettings = {
    cloudName: 'demo',
    keys: [
      { apiKey: '111111111111111', apiSecret: 'oldest-secret' },
      { apiKey: '222222222222222', apiSecret: 'newer-secret' },
    ],
    adminCallsPerHour: 5000,
    ...environment,
  };
  const server = await startSimulatedCloudinary({
    environments: [settings],
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
  return { server, credentials, upload, environment: server.environment('demo'), certificate };
}

/** As `startLibrary`, with a trigger for `all` that reaches a webhook receiver. */
export async function startWatchedLibrary(options: LibraryOptions = {}) {
  const library = await startLibrary(options);
  const receiver = await startWebhookReceiver();
  const trigger = await adminRequest(library, 'POST', 'triggers', { uri: receiver.url, event_type: 'all' });
  if (trigger.status !== 200) throw new Error(`No trigger: ${JSON.stringify(trigger.body)}`);
  const close = async () => {
    receiver.close();
    await library.server.close();
  };
  return { ...library, receiver, close };
}

/** A call of the Admin API that the SDK has no method for. */
export async function adminRequest(
  library: Awaited<ReturnType<typeof startLibrary>>,
  method: string,
  path: string,
  json?: Record<string, unknown>,
): Promise<{ status: number; headers: Headers; body: Record<string, unknown> }> {
  const { api_key, api_secret } = library.credentials;
  const { request } = await import('node:https');
  return new Promise((resolve, reject) => {
    const call = request(
      `${library.server.origin}/v1_1/demo/${path}`,
      {
        method,
        auth: `${api_key}:${api_secret}`,
        headers: { 'content-type': 'application/json' },
        agent: new Agent({ ca: library.certificate.cert }),
      },
      (response) => {
        let text = '';
        response.on('data', (part) => {
          text += part;
        });
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: new Headers(Object.entries(response.headers).map(([k, v]) => [k, String(v)])),
            body: JSON.parse(text) as Record<string, unknown>,
          }),
        );
      },
    );
    call.on('error', reject);
    call.end(json ? JSON.stringify(json) : undefined);
  });
}

/** A GET with Node's https client, which reports truncated bodies as errors. */
export async function fetchBytes(
  url: string,
): Promise<{ status: number; headers: Record<string, unknown>; bytes: Buffer }> {
  const { get } = await import(url.startsWith('https:') ? 'node:https' : 'node:http');
  return new Promise((resolve, reject) => {
    const call = get(url, (response: import('node:http').IncomingMessage) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes: Buffer.concat(parts) }),
      );
    });
    call.on('error', reject);
  });
}
