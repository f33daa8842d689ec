import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { EVENT_TYPES } from '#shared/domain/cloudinary/event-types.ts';
import { SdkClient } from './stack/sdk-client.ts';
import { CLOUDS, sharedStack } from './stack/shared-stack.ts';

const CLOUD = 'webhook';
const { stack, cloudinary, environment, sdk } = await sharedStack(CLOUD);
beforeEach(async () => void (await stack.takeDeadLetters()));

function now() {
  return Math.floor(Date.now() / 1000);
}

function signed(body: string, secret = environment.keys[0]?.apiSecret ?? '', timestamp = now()) {
  return {
    'content-type': 'application/json',
    'x-cld-timestamp': String(timestamp),
    'x-cld-signature': createHash('sha1').update(`${body}${timestamp}${secret}`).digest('hex'),
  };
}

/** Posts to the deployed API as anybody on the internet can. */
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

test.each(CLOUDS)('is registered at Cloudinary for %s, for every type that it wants to hear of', (cloud) => {
  const triggers = cloudinary.environment(cloud).triggers.list();
  expect(triggers.map(({ event_type }) => event_type).toSorted()).toEqual([...EVENT_TYPES].toSorted());
  for (const trigger of triggers) {
    const uri = stack.output(`WebhookUrl${cloud}`);
    expect(trigger).toMatchObject({ uri, uri_type: 'webhook', additive: true, auth_scheme: 'legacy_hmac' });
    expect(trigger).not.toHaveProperty('payload_template');
  }
});

describe('what nobody at Cloudinary has signed', () => {
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
      'a timestamp that is no number',
      400,
      'malformed-timestamp',
      () => ({ ...signed(body), 'x-cld-timestamp': 'abc' }),
    ],
    ['a signature that is no hex', 400, 'malformed-signature', () => ({ ...signed(body), 'x-cld-signature': 'zz' })],
  ])('%s is answered %i', async (_, status, rejection, headers) => {
    const response = await post(body, headers());
    expect(response).toMatchObject({ status, answer: { verdict: 'rejected', rejection, reason: expect.any(String) } });
  });

  test('of another cloud of the same stack is answered 401', async () => {
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

  test('leaves no trace but in the log', async () => {
    await stack.settled();
    expect(await stack.deadLetterCount()).toBe(0);
    expect(await stack.journal(CLOUD)).toEqual([]);
  });
});

describe('what is signed', () => {
  test.each([
    ['is not JSON', 'not JSON \u0001 at all', /not JSON/],
    ['is no notification', '[]', /payload template/],
    ['is an upload without what it requires', JSON.stringify({ notification_type: 'upload' }), /upload without/],
    ['has a version that is no number', JSON.stringify({ ...UPLOAD, version: 'one' }), /version/],
  ])('and %s is answered 200 and kept with its reason', async (_, body, reason) => {
    expect(await post(body, signed(body))).toMatchObject({ status: 200, answer: { verdict: 'dead-lettered' } });
    const [letter] = await stack.takeDeadLetters();
    expect(letter).toMatchObject({ cloud: CLOUD, reason: expect.stringMatching(reason) });
    expect(Buffer.from(String(letter?.['body_base64']), 'base64').toString()).toBe(body);
  });

  test('and longer than a message is kept in pieces', async () => {
    const body = `no JSON: ${'x'.repeat(150_000)}`;
    expect((await post(body, signed(body))).status).toBe(200);
    const letters = (await stack.takeDeadLetters()).toSorted((a, b) => Number(a['part']) - Number(b['part']));
    const pieces = letters.map((letter) => Buffer.from(String(letter['body_base64']), 'base64').toString());
    expect(pieces.join('')).toBe(body);
  });

  test.each([
    ['of a type that changes nothing', { notification_type: 'eager' }],
    ['of a type that is new', { notification_type: 'brand_new' }],
    ['of a placeholder', { ...UPLOAD, placeholder: true }],
  ])('and %s is ignored with a reason', async (_, notification) => {
    const body = JSON.stringify(notification);
    expect(await post(body, signed(body))).toMatchObject({
      status: 200,
      answer: { verdict: 'ignored', reason: expect.any(String) },
    });
  });

  test('by SHA-256 is taken', async () => {
    environment.settings.signatureAlgorithm = 'sha256';
    const uploaded = await sdk.uploadImage('sha256');
    environment.settings.signatureAlgorithm = 'sha1';
    await stack.settled();
    expect(await stack.journal(CLOUD)).toMatchObject([{ etag: uploaded.etag, outcome: 'stored' }]);
  });
});

describe('after a rotation of keys', () => {
  const store = async (...urls: string[]) => {
    await stack.storeParameter(`/cloudinary-backup/${CLOUD}`, urls.join('\n'));
    // A function that starts anew reads anew; one that goes on does so within five minutes.
    for (const name of ['WebhookFunctionName', 'WorkerFunctionName']) await stack.killFunction(name);
    await post(''); // the first call after that finds nobody
  };

  test('the new key is taken up, and the old one still counts while it is listed', async () => {
    environment.keys.push({ apiKey: '999999999999999', apiSecret: 'the-new-secret' });
    await store(cloudinary.cloudinaryUrl(CLOUD, 1), cloudinary.cloudinaryUrl(CLOUD, 0));
    const body = JSON.stringify({ notification_type: 'eager' });
    expect((await post(body, signed(body, 'the-new-secret'))).status).toBe(200);
    expect((await post(body, signed(body))).status).toBe(200);
  });

  test('Cloudinary signs with the new one, the old one is gone, and backups go on', async () => {
    environment.keys.shift();
    await store(cloudinary.cloudinaryUrl(CLOUD, 0));
    // The SDK as it was set up has the old one.
    const uploaded = await new SdkClient(cloudinary, CLOUD).uploadImage('rotated');
    await stack.settled();
    expect((await stack.revisions(CLOUD)).map(({ etag }) => etag)).toContain(uploaded.etag);
  });
});
