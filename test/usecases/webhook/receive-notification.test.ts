import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { parseCredentials } from '#shared/domain/cloudinary/credentials.ts';
import { PipelineError } from '#shared/domain/errors.ts';
import {
  type Delivery,
  MAX_BODY_BYTES,
  type Queue,
  receiveNotification,
  type WebhookDependencies,
} from '#shared/usecases/webhook/receive-notification.ts';
import { UPLOAD_NOTIFICATION as UPLOAD } from '#test/doubles/upload-notification.ts';

const NOW = new Date('2026-11-20T09:15:35Z');
const SIGNED_AT = String(NOW.getTime() / 1000 - 2);
const SECRET = 'the-secret';

let sent: { queue: Queue; bodies: readonly string[] }[];
let refreshed: number;
let dependencies: WebhookDependencies;
let cache: NonNullable<ReturnType<WebhookDependencies['credentialsOf']>>;

function credentials(...secrets: string[]) {
  return parseCredentials(secrets.map((secret) => `cloudinary://1:${secret}@demo`).join('\n'), 'demo');
}

beforeEach(() => {
  sent = [];
  refreshed = 0;
  cache = {
    get: async () => credentials(SECRET),
    refresh: async () => {
      refreshed++;
      return undefined;
    },
  };
  dependencies = {
    credentialsOf: (cloud) => (cloud === 'demo' ? cache : undefined),
    send: async (queue, bodies) => void sent.push({ queue, bodies }),
    now: () => NOW,
  };
});

function sign(body: Uint8Array, secret: string, algorithm: string, timestamp: string) {
  return createHash(algorithm).update(body).update(timestamp).update(secret).digest('hex');
}

function delivery(content: unknown, overrides: Partial<Delivery> = {}, secret = SECRET, algorithm = 'sha1'): Delivery {
  const body = content instanceof Uint8Array ? content : Buffer.from(JSON.stringify(content));
  return {
    cloud: 'demo',
    body,
    timestamp: SIGNED_AT,
    signature: sign(body, secret, algorithm, SIGNED_AT),
    signatureV2: undefined,
    requestId: 'request-1',
    ...overrides,
  };
}

function receive(...args: Parameters<typeof delivery>) {
  return receiveNotification(delivery(...args), dependencies);
}

function jobs() {
  return sent.flatMap(({ bodies }) => bodies.map((body): unknown => JSON.parse(body)));
}

describe('what is validly signed', () => {
  test.each(['sha1', 'sha256'])('by %s is queued', async (algorithm) => {
    expect(await receive(UPLOAD, {}, SECRET, algorithm)).toEqual({
      status: 200,
      verdict: 'queued',
      notificationType: 'upload',
      messages: 1,
    });
    expect(sent).toMatchObject([{ queue: 'live' }]);
    expect(jobs()).toMatchObject([{ v: 1, job: 'revision', cloud: 'demo', revision: { etag: UPLOAD.etag } }]);
  });

  test('takes the time of its signature where the body has none', async () => {
    await receive(UPLOAD);
    expect(jobs()).toMatchObject([{ at: '2026-11-20T09:15:33.000000Z' }]);
  });

  test.each([
    [{ notification_type: 'a_new_type' }, 'a_new_type', 'make no revision'],
    [{ ...UPLOAD, existing: true }, 'upload', 'stored nothing'],
  ])('but asks for nothing is ignored, with the reason: %j', async (body, notificationType, reason) => {
    expect(await receive(body)).toEqual({
      status: 200,
      verdict: 'ignored',
      notificationType,
      reason: expect.stringContaining(reason),
    });
    expect(sent).toEqual([]);
  });

  test.each([
    ['no JSON', Buffer.from('{"notification_type":')],
    ['nothing', Buffer.alloc(0)],
    ['no UTF-8', Buffer.from([0x22, 0xff, 0x22])],
    ['of no type', { public_id: 'photo' }],
  ])('but is %s is kept as it is for the dead-letter queue', async (_, content) => {
    const { body } = delivery(content);
    expect(await receive(content)).toEqual({
      status: 200,
      verdict: 'dead-lettered',
      reason: expect.any(String),
    });
    expect(sent).toMatchObject([{ queue: 'dead-letter' }]);
    expect(jobs()).toMatchObject([
      {
        job: 'unintelligible',
        cloud: 'demo',
        received_at: '2026-11-20T09:15:35.000000Z',
        signed_at: '2026-11-20T09:15:33.000000Z',
        request_id: 'request-1',
        body_base64: Buffer.from(body).toString('base64'),
      },
    ]);
  });

  test('of thousands of resources is split into messages that hold each of them once', async () => {
    const resources = Array.from({ length: 15_000 }, (_, index) => ({
      resource_type: 'image',
      type: 'upload',
      public_id: `folder/${'n'.repeat(145)}/${index}`,
      asset_id: index.toString(16).padStart(32, '0'),
      version: index,
    }));
    const body = { notification_type: 'delete', resources };
    expect(delivery(body).body.length).toBeGreaterThan(3_900_000);
    expect(await receive(body)).toMatchObject({ status: 200, verdict: 'queued', messages: expect.any(Number) });
    const entries = jobs().flatMap((job) => (job as { entries: { asset_id: string }[] }).entries);
    expect(entries.map((entry) => entry.asset_id)).toEqual(resources.map((resource) => resource.asset_id));
  });

  test('that asks for more than can be sent in time is kept whole, and nothing else', async () => {
    const resources = Array.from({ length: 1001 }, (_, index) => ({ asset_id: `asset-${index}` }));
    const body = { notification_type: 'info', resources };
    expect(await receive(body)).toMatchObject({ status: 200, verdict: 'dead-lettered', notificationType: 'info' });
    expect(sent.map(({ queue }) => queue)).toEqual(['dead-letter']);
    sent.length = 0;
    expect(await receive({ ...body, resources: resources.slice(1) })).toMatchObject({
      verdict: 'queued',
      messages: 1000,
    });
  });

  test('with a part that no message can hold is queued but for that, and kept whole beside', async () => {
    const asset = { resource_type: 'image', type: 'upload', asset_id: 'a' };
    const resources = [
      { ...asset, public_id: 'small' },
      { ...asset, public_id: 'x'.repeat(70_000) },
    ];
    expect(await receive({ notification_type: 'delete', resources })).toMatchObject({
      status: 200,
      verdict: 'dead-lettered',
      notificationType: 'delete',
      reason: expect.stringContaining('longer than a message'),
    });
    expect(sent.map(({ queue }) => queue)).toEqual(['live', 'dead-letter']);
    expect(jobs()[0]).toMatchObject({ entries: [{ public_id: 'small' }] });
  });

  test('is an error when a queue does not take it', async () => {
    const refusal = new PipelineError('storage-failed', 'SQS did not take 1 of 1 messages.');
    dependencies = { ...dependencies, send: () => Promise.reject(refusal) };
    await expect(receive(UPLOAD)).rejects.toBe(refusal);
    await expect(receive(Buffer.from('?'))).rejects.toBe(refusal);
  });
});

describe('what is refused', () => {
  test.each<[string, Partial<Delivery>, number]>([
    ['missing-signature', { signature: undefined }, 400],
    ['mismatch', { timestamp: String(NOW.getTime() / 1000 - 3) }, 401],
  ])('%s: %j', async (rejection, overrides, status) => {
    expect(await receive(UPLOAD, overrides)).toEqual({
      status,
      verdict: 'rejected',
      rejection,
      reason: expect.any(String),
    });
    expect(sent).toEqual([]);
  });

  test('a cloud that is not configured, before anything else is looked at', async () => {
    expect(await receive(UPLOAD, { cloud: 'Demo', signature: undefined })).toMatchObject({
      status: 404,
      verdict: 'unknown-cloud',
    });
  });

  test('a body over the limit, and none at it', async () => {
    const atLimit = Buffer.from(JSON.stringify(UPLOAD).padEnd(MAX_BODY_BYTES));
    expect(await receive(atLimit)).toMatchObject({ status: 200, verdict: 'queued' });
    expect(await receive(Buffer.concat([atLimit, Buffer.from(' ')]))).toMatchObject({
      status: 413,
      verdict: 'too-large',
    });
  });

  test('nothing is said of the secrets', async () => {
    expect(JSON.stringify(await receive(UPLOAD, {}, 'another'))).not.toContain(SECRET);
  });
});

describe('the secrets', () => {
  test('are read anew when none matches, once', async () => {
    cache.refresh = async () => {
      refreshed++;
      return credentials('old', 'rotated');
    };
    expect(await receive(UPLOAD, {}, 'rotated')).toMatchObject({ status: 200 });
    expect(await receive(UPLOAD, {}, 'forged')).toMatchObject({ status: 401 });
    expect(refreshed).toBe(2);
  });

  test('are not read anew for what no secret could mend', async () => {
    await receive(UPLOAD, { signature: undefined });
    await receive(UPLOAD, { timestamp: '1000000000' });
    await receive(UPLOAD);
    expect(refreshed).toBe(0);
  });

  test('that cannot be read are an error, so that Cloudinary sends again', async () => {
    const unavailable = new PipelineError('credentials-unavailable', 'The SSM parameter cannot be read.');
    cache.get = () => Promise.reject(unavailable);
    await expect(receive(UPLOAD)).rejects.toBe(unavailable);
  });
});
