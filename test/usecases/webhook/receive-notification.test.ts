import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { parseCredentials } from '#shared/domain/cloudinary/credentials.ts';
import { PipelineError } from '#shared/domain/errors.ts';
import { bodiesSetAside } from '#shared/usecases/webhook/bodies-set-aside.ts';
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
    setAsideBefore: bodiesSetAside(),
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

describe('a validly signed body', () => {
  test.each(['sha1', 'sha256'])('with %s is queued', async (algorithm) => {
    expect(await receive(UPLOAD, {}, SECRET, algorithm)).toEqual({
      status: 200,
      verdict: 'queued',
      notificationType: 'upload',
      messages: 1,
    });
    expect(sent).toMatchObject([{ queue: 'live' }]);
    expect(jobs()).toMatchObject([{ v: 1, job: 'revision', cloud: 'demo', revision: { etag: UPLOAD.etag } }]);
  });

  test('has the time of its signature if it has no time of its own', async () => {
    await receive(UPLOAD);
    expect(jobs()).toMatchObject([{ at: '2026-11-20T09:15:33.000000Z' }]);
  });

  test.each([
    [{ notification_type: 'a_new_type' }, 'a_new_type', 'make no revision'],
    [{ ...UPLOAD, existing: true }, 'upload', 'stored nothing'],
    [{ notification_type: 'upload', error: { message: 'no image' }, batch_id: 'b' }, 'upload', 'the upload failed'],
    [{ notification_type: 'upload', status: 'pending' }, 'upload', 'the upload is pending'],
  ])('that asks for nothing is ignored, with the reason: %j', async (body, notificationType, reason) => {
    expect(await receive(body)).toEqual({
      status: 200,
      verdict: 'ignored',
      notificationType,
      reason: expect.stringContaining(reason),
    });
    expect(sent).toEqual([]);
  });

  test.each([
    ['cut off', Buffer.from('{"notification_type":'), 'set-aside'],
    ['without a type', { public_id: 'photo' }, 'set-aside'],
    ['without a required field', { ...UPLOAD, version: undefined }, 'set-aside'],
    ['about a name that UTF-8 cannot carry', { ...UPLOAD, public_id: 'half \uD83D' }, 'set-aside'],
    ['empty', Buffer.alloc(0), 'senseless'],
    ['not UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'senseless'],
    ['a replayed upload form', Buffer.from('folder=user-uploads&timestamp='), 'senseless'],
  ])('that is %s is set aside unchanged', async (_, content, verdict) => {
    const { body } = delivery(content);
    expect(await receive(content)).toEqual({
      status: 200,
      verdict,
      reason: expect.any(String),
    });
    expect(sent).toMatchObject([{ queue: 'set-aside' }]);
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

  test('with thousands of resources is split into messages that contain each of them once', async () => {
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

  test('that needs more messages than can be sent in time is only set aside', async () => {
    const resources = Array.from({ length: 1001 }, (_, index) => ({ asset_id: `asset-${index}` }));
    const body = { notification_type: 'info', resources };
    expect(await receive(body)).toMatchObject({ status: 200, verdict: 'set-aside', notificationType: 'info' });
    expect(sent.map(({ queue }) => queue)).toEqual(['set-aside']);
    sent.length = 0;
    expect(await receive({ ...body, resources: resources.slice(1) })).toMatchObject({
      verdict: 'queued',
      messages: 1000,
    });
  });

  test('with a part that is too long for a message is queued without it, and set aside', async () => {
    const asset = { resource_type: 'image', type: 'upload', asset_id: 'a' };
    const resources = [
      { ...asset, public_id: 'small' },
      { ...asset, public_id: 'x'.repeat(70_000) },
    ];
    expect(await receive({ notification_type: 'delete', resources })).toMatchObject({
      status: 200,
      verdict: 'set-aside',
      notificationType: 'delete',
      reason: expect.stringContaining('too long for a message'),
    });
    expect(sent.map(({ queue }) => queue)).toEqual(['live', 'set-aside']);
    expect(jobs()[0]).toMatchObject({ entries: [{ public_id: 'small' }] });
  });

  const asset = { resource_type: 'image', type: 'upload' };
  const bulk = Array.from({ length: 5 }, (_, index) => ({ ...asset, public_id: `photo-${index}` }));
  const keyed = Object.fromEntries(bulk.map(({ public_id, ...rest }) => [public_id, rest]));
  const each = (fields: object) => bulk.map((resource) => ({ ...resource, ...fields }));
  const eachKeyed = (fields: object) =>
    Object.fromEntries(Object.entries(keyed).map(([name, rest]) => [name, { ...rest, ...fields }]));
  test.each([
    ['delete', bulk],
    ['move', eachKeyed({ to_asset_folder: 'b' })],
    ['move', each({ to_asset_folder: 'b' })],
    ['resource_tags_changed', each({ added: ['x'] })],
    ['resource_context_changed', eachKeyed({ added: { alt: 'x' } })],
    ['resource_metadata_changed', eachKeyed({ new_metadata: { sku: '1' } })],
    ['resource_display_name_changed', eachKeyed({ new_display_name: 'x' })],
    ['access_control_changed', each({ new_access_control: [] })],
  ])('of type %s with one bad entry is recorded without it, and set aside', async (notification_type, resources) => {
    const bad: object = { ...asset, public_id: null, resource_type: 7 };
    const faulty = Array.isArray(resources)
      ? [...resources.slice(0, 2), bad, ...resources.slice(3)]
      : { ...resources, 'photo-2': bad };
    expect(await receive({ notification_type, resources: faulty })).toMatchObject({
      status: 200,
      verdict: 'set-aside',
      notificationType: notification_type,
      messages: 1,
      reason: expect.stringContaining('resources.2.'),
    });
    expect(sent.map(({ queue }) => queue)).toEqual(['live', 'set-aside']);
    const [job, letter] = jobs() as [{ entries: { public_id: string }[] }, { body_base64: string }];
    const recorded = ['photo-0', 'photo-1', 'photo-3', 'photo-4'];
    expect(job.entries.map(({ public_id }) => public_id)).toEqual(recorded);
    const keptBody = Buffer.from(letter.body_base64, 'base64').toString();
    expect(JSON.parse(keptBody)).toEqual({ notification_type, resources: faulty });
  });

  test('that is senseless is set aside once, however often it is replayed, and from whichever form', async () => {
    const form = Buffer.from('folder=user-uploads&timestamp=');
    for (let index = 0; index < 200; index++) {
      const timestamp = String(NOW.getTime() / 1000 - index);
      const signed = { timestamp, signature: sign(form, SECRET, 'sha1', timestamp) };
      expect(await receive(form, signed)).toMatchObject({ status: 200, verdict: 'senseless' });
    }
    expect(sent.map(({ queue }) => queue)).toEqual(['set-aside']);
    await receive(Buffer.from('folder=others&timestamp='));
    expect(sent).toHaveLength(2);
  });

  test('that is senseless counts as set aside only once a queue has it', async () => {
    const { send } = dependencies;
    const refusal = new PipelineError('storage-failed', 'SQS did not accept 1 of 1 messages.');
    dependencies = { ...dependencies, send: () => Promise.reject(refusal) };
    await expect(receive(Buffer.from('?'))).rejects.toBe(refusal);
    dependencies = { ...dependencies, send };
    await receive(Buffer.from('?'));
    expect(sent).toHaveLength(1);
  });

  test('is an error if a queue does not accept it', async () => {
    const refusal = new PipelineError('storage-failed', 'SQS did not accept 1 of 1 messages.');
    dependencies = { ...dependencies, send: () => Promise.reject(refusal) };
    await expect(receive(UPLOAD)).rejects.toBe(refusal);
    await expect(receive(Buffer.from('?'))).rejects.toBe(refusal);
  });
});

describe('a refused delivery', () => {
  test.each<[string, Partial<Delivery>, number]>([
    ['missing-signature', { signature: undefined }, 400],
    ['mismatch', { timestamp: String(NOW.getTime() / 1000 - 3) }, 401],
  ])('is rejected as %s: %j', async (rejection, overrides, status) => {
    expect(await receive(UPLOAD, overrides)).toEqual({
      status,
      verdict: 'rejected',
      rejection,
      reason: expect.any(String),
    });
    expect(sent).toEqual([]);
  });

  test('is for a cloud that is not configured, which is checked first', async () => {
    expect(await receive(UPLOAD, { cloud: 'Demo', signature: undefined })).toMatchObject({
      status: 404,
      verdict: 'unknown-cloud',
    });
  });

  test('has a body over the limit, not at it', async () => {
    const atLimit = Buffer.from(JSON.stringify(UPLOAD).padEnd(MAX_BODY_BYTES));
    expect(await receive(atLimit)).toMatchObject({ status: 200, verdict: 'queued' });
    expect(await receive(Buffer.concat([atLimit, Buffer.from(' ')]))).toMatchObject({
      status: 413,
      verdict: 'too-large',
    });
  });

  test('reveals no secret', async () => {
    expect(JSON.stringify(await receive(UPLOAD, {}, 'another'))).not.toContain(SECRET);
  });
});

describe('the secrets', () => {
  test('are read again once if none matches', async () => {
    cache.refresh = async () => {
      refreshed++;
      return credentials('old', 'rotated');
    };
    expect(await receive(UPLOAD, {}, 'rotated')).toMatchObject({ status: 200 });
    expect(await receive(UPLOAD, {}, 'forged')).toMatchObject({ status: 401 });
    expect(refreshed).toBe(2);
  });

  test('are not read again if no secret could help', async () => {
    await receive(UPLOAD, { signature: undefined });
    await receive(UPLOAD, { timestamp: '1000000000' });
    await receive(UPLOAD);
    expect(refreshed).toBe(0);
  });

  test('that cannot be read are an error, so that Cloudinary sends the notification again', async () => {
    const unavailable = new PipelineError('credentials-unavailable', 'The SSM parameter cannot be read.');
    cache.get = () => Promise.reject(unavailable);
    await expect(receive(UPLOAD)).rejects.toBe(unavailable);
  });
});
