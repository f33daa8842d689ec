import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pMap from 'p-map';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { EVENT_TYPES } from '#shared/domain/cloudinary/event-types.ts';
import { scaled } from '../scale.ts';
import { QUICK_SETTINGS } from './stack/quick-settings.ts';
import { SdkClient } from './stack/sdk-client.ts';
import { CLOUDS, sharedStack } from './stack/shared-stack.ts';

const CLOUD = 'webhook';
const { stack, cloudinary, simulated, sdk } = await sharedStack(CLOUD);
beforeEach(async () => void (await stack.takeSetAside()));
afterAll(async () => void (await stack.takeSetAside()));

function now() {
  return Math.floor(Date.now() / 1000);
}

function signed(body: string, secret = simulated.keys[0]?.apiSecret ?? '', timestamp = now()) {
  return {
    'content-type': 'application/json',
    'x-cld-timestamp': String(timestamp),
    'x-cld-signature': createHash('sha1').update(`${body}${timestamp}${secret}`).digest('hex'),
  };
}

/** Posts to the deployed API, as anyone on the internet can. */
async function post(body: string, headers: Record<string, string> = {}, cloud: string = CLOUD) {
  const url = stack.cloud.miniStack.rewriteWebhookUrl(`${stack.output('ApiEndpoint')}/webhooks/${cloud}`);
  const response = await fetch(url, { method: 'POST', body, headers });
  const answer: Record<string, unknown> = JSON.parse(await response.text());
  return { status: response.status, answer };
}

const UPLOAD = {
  notification_type: 'upload',
  asset_id: 'a'.repeat(32),
  resource_type: 'image',
  type: 'upload',
  public_id: 'never-uploaded',
  version: 1_700_000_000,
  format: 'jpg',
  bytes: 10,
  etag: 'b'.repeat(32),
};

test.each(CLOUDS)('is registered at Cloudinary for %s, for every event type that it uses', (cloud) => {
  const triggers = cloudinary.cloud(cloud).triggers.list();
  expect(triggers.map(({ event_type }) => event_type).toSorted()).toEqual([...EVENT_TYPES].toSorted());
  for (const trigger of triggers) {
    const uri = stack.output(`WebhookUrl${cloud}`);
    expect(trigger).toMatchObject({ uri, uri_type: 'webhook', additive: true, auth_scheme: 'legacy_hmac' });
    expect(trigger).not.toHaveProperty('payload_template');
  }
});

describe('a body that Cloudinary has not signed', () => {
  const body = JSON.stringify(UPLOAD);

  test.each([
    ['a forged signature', 401, 'mismatch', () => signed(body, 'not the secret')],
    ['a signature of another body', 401, 'mismatch', () => signed(`${body} `)],
    ['a signature of three hours ago', 401, 'too-old', () => signed(body, undefined, now() - 3 * 3600)],
    ['a signature of tomorrow', 401, 'from-the-future', () => signed(body, undefined, now() + 24 * 3600)],
    [
      'an EdDSA signature alone',
      401,
      'eddsa-only',
      () => ({ 'x-cld-timestamp': String(now()), 'x-cld-signature_v2': 'abc' }),
    ],
    ['no signature', 400, 'missing-signature', () => ({ 'x-cld-timestamp': String(now()) })],
    ['no timestamp', 400, 'missing-timestamp', () => ({ 'x-cld-signature': 'a'.repeat(40) })],
    [
      'a timestamp that is not a number',
      400,
      'malformed-timestamp',
      () => ({ ...signed(body), 'x-cld-timestamp': 'abc' }),
    ],
    ['a signature that is not hex', 400, 'malformed-signature', () => ({ ...signed(body), 'x-cld-signature': 'zz' })],
  ])('with %s is answered %i', async (_, status, rejection, headers) => {
    const response = await post(body, headers());
    expect(response).toMatchObject({ status, answer: { verdict: 'rejected', rejection, reason: expect.any(String) } });
  });

  test('for another cloud of the same stack is answered 401', async () => {
    expect(await post(body, signed(body), 'library')).toMatchObject({ status: 401 });
  });

  test('for an unknown cloud is answered 404', async () => {
    expect(await post(body, signed(body), 'Webhook')).toMatchObject({
      status: 404,
      answer: { verdict: 'unknown-cloud' },
    });
    expect(await post(body, signed(body), '__proto__')).toMatchObject({ status: 404 });
  });

  test('of more than 4 MiB is answered 413', async () => {
    const large = JSON.stringify({ ...UPLOAD, padding: 'x'.repeat(4 * 1024 * 1024) });
    expect(await post(large, signed(large))).toMatchObject({ status: 413, answer: { verdict: 'too-large' } });
  });

  test('leaves no trace except in the log', async () => {
    await stack.idle();
    expect(await stack.deadLetterCount()).toBe(0);
    expect(await stack.journal(CLOUD)).toEqual([]);
  });
});

describe('a signed body', () => {
  test.each([
    ['is not JSON', 'not JSON \u0001 at all', /not JSON/, 'senseless'],
    ['is an upload form', 'folder=user-uploads&timestamp=', /not JSON/, 'senseless'],
    ['is not a notification', '[]', /payload template/, 'set-aside'],
    ['lacks a required field', JSON.stringify({ notification_type: 'upload' }), /upload without/, 'set-aside'],
    ['has a version that is not a number', JSON.stringify({ ...UPLOAD, version: 'one' }), /version/, 'set-aside'],
    ['has a name that is no UTF-8', JSON.stringify({ ...UPLOAD, public_id: '\uD83D' }), /public_id/, 'set-aside'],
  ])('that %s is answered 200 and set aside with its reason', async (_, body, reason, verdict) => {
    expect(await post(body, signed(body))).toMatchObject({ status: 200, answer: { verdict } });
    const [letter] = await stack.takeSetAside();
    expect(await stack.deadLetterCount()).toBe(0);
    expect(letter).toMatchObject({ cloud: CLOUD, reason: expect.stringMatching(reason) });
    expect(Buffer.from(String(letter?.['body_base64']), 'base64').toString()).toBe(body);
  });

  test('that is longer than a message is kept in pieces', async () => {
    const body = `not JSON: ${'x'.repeat(150_000)}`;
    expect((await post(body, signed(body))).status).toBe(200);
    const letters = (await stack.takeSetAside()).toSorted((a, b) => Number(a['part']) - Number(b['part']));
    const pieces = letters.map((letter) => Buffer.from(String(letter['body_base64']), 'base64').toString());
    expect(pieces.join('')).toBe(body);
  });

  test('to a URL that ends in a slash is accepted', async () => {
    const body = JSON.stringify({ notification_type: 'eager' });
    expect(await post(body, signed(body), `${CLOUD}/`)).toMatchObject({ status: 200, answer: { verdict: 'ignored' } });
    expect(await post(body, signed(body), `${CLOUD}/other`)).toMatchObject({
      status: 404,
      answer: { verdict: 'unknown-cloud' },
    });
  });

  test.each([
    ['has a type that changes nothing', { notification_type: 'eager' }],
    ['has a new type', { notification_type: 'brand_new' }],
    ['is about a placeholder', { ...UPLOAD, placeholder: true }],
    ['answers an upload that failed', { notification_type: 'upload', error: { message: 'no image' } }],
  ])('that %s is ignored with a reason', async (_, notification) => {
    const body = JSON.stringify(notification);
    expect(await post(body, signed(body))).toMatchObject({
      status: 200,
      answer: { verdict: 'ignored', reason: expect.any(String) },
    });
  });

  test('with a SHA-256 signature is accepted', async () => {
    simulated.settings.signatureAlgorithm = 'sha256';
    const uploaded = await sdk.uploadImage('sha256');
    simulated.settings.signatureAlgorithm = 'sha1';
    await stack.idle();
    expect(await stack.journal(CLOUD)).toMatchObject([{ etag: uploaded.etag, outcome: 'stored' }]);
  });
});

const LIVE_FUNCTIONS = QUICK_SETTINGS.concurrency.live;

/** Deliveries of one body, eight at a time, as fast as the API takes them. */
async function replay(body: string, count: number): Promise<void> {
  const headers = signed(body);
  await pMap(Array.from({ length: count }), () => post(body, headers), { concurrency: 8 });
  await stack.idle();
}

function downloadsOf(publicId: string) {
  return simulated.requests.filter(
    ({ path, query }) => path.endsWith('/download') && new URLSearchParams(query).get('public_id') === publicId,
  ).length;
}

describe('a signed notification that is delivered again', () => {
  const entriesOf = async (publicId: string) =>
    (await stack.revisions(CLOUD)).filter(({ public_id }) => public_id === publicId);
  const bodyOf = (publicId: string) =>
    JSON.stringify(simulated.history.findLast(({ body }) => body['public_id'] === publicId)?.body);
  const stored = async (publicId: string) => {
    await sdk.uploadImage(publicId);
    await stack.idle();
    return { publicId, body: bodyOf(publicId) };
  };

  test('eight times at once gives one object, one event and at most one download in each function', async () => {
    cloudinary.faults.notifications.drop = 1; // the test itself delivers it
    await sdk.uploadImage('replayed/at-once');
    await cloudinary.notifications.idle();
    cloudinary.faults.notifications.drop = 0;
    await replay(bodyOf('replayed/at-once'), 8);
    const entries = await entriesOf('replayed/at-once');
    expect(new Set(entries.map(({ id }) => id)).size).toBe(1);
    expect(entries.filter(({ outcome }) => outcome === 'stored')).toHaveLength(1);
    expect(await stack.keys(`pipeline/res/${CLOUD}/image/upload/replayed/at-once/`)).toHaveLength(1);
    // Functions know nothing of each other.
    expect(downloadsOf('replayed/at-once')).toBeLessThanOrEqual(entries.length);
    expect(entries.length).toBeLessThanOrEqual(LIVE_FUNCTIONS);
  });

  test('within seconds costs at most one download and one entry in each function', async () => {
    const { publicId, body } = await stored('replayed/soon');
    await replay(body, scaled(100, 1000));
    const { length: entries } = await entriesOf(publicId);
    expect(downloadsOf(publicId)).toBeLessThanOrEqual(entries);
    expect(entries).toBeLessThanOrEqual(LIVE_FUNCTIONS);
  });

  test('later costs no download, and at most one entry in each function', async () => {
    const { publicId, body } = await stored('replayed/later');
    await sleep(6000);
    await replay(body, scaled(100, 1000));
    expect(downloadsOf(publicId)).toBe(1);
    expect((await entriesOf(publicId)).length).toBeLessThanOrEqual(1 + LIVE_FUNCTIONS);
  });
});

describe('after a rotation of keys', () => {
  const store = async (...urls: string[]) => {
    await stack.storeParameter(`/cloudinary-backup/${CLOUD}`, urls.join('\n'));
    // A restarted function reads them again; a running one does so within five minutes.
    for (const name of ['WebhookFunctionName', 'WorkerFunctionName']) await stack.killFunction(name);
    await post(''); // the first call after that has no instance
  };

  test('the new key is used, and the old one is accepted while it is listed', async () => {
    simulated.keys.push({ apiKey: '999999999999999', apiSecret: 'the-new-secret' });
    await store(cloudinary.cloudinaryUrl(CLOUD, 1), cloudinary.cloudinaryUrl(CLOUD, 0));
    const body = JSON.stringify({ notification_type: 'eager' });
    expect((await post(body, signed(body, 'the-new-secret'))).status).toBe(200);
    expect((await post(body, signed(body))).status).toBe(200);
  });

  test('backups continue once the old key is gone and Cloudinary signs with the new one', async () => {
    simulated.keys.shift();
    await store(cloudinary.cloudinaryUrl(CLOUD, 0));
    // The SDK still has the old one.
    const uploaded = await new SdkClient(cloudinary, CLOUD).uploadImage('rotated');
    await stack.idle();
    expect((await stack.revisions(CLOUD)).map(({ etag }) => etag)).toContain(uploaded.etag);
  });
});
