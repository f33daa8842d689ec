import { v2 as cloudinary } from 'cloudinary';
import { describe, expect, it } from 'vitest';
import { notificationSignature } from '#local/cloudinary/notifications/signature-headers.ts';
import { forEachTest, startWatchedLibrary } from './simulated-library.ts';
import { type ReceivedNotification, startWebhookReceiver } from './webhook-receiver.ts';

const library = forEachTest(startWatchedLibrary);

async function uploadAndWait(options = {}): Promise<ReceivedNotification> {
  await library.upload('x', options);
  await library.notifications.idle();
  const received = library.receiver.received.at(-1);
  if (!received) throw new Error('Nothing was received');
  return received;
}

/** The SDK's own verifier, which reads the global configuration. */
function sdkAccepts(
  received: ReceivedNotification,
  api_secret: string,
  signature_algorithm: 'sha1' | 'sha256' = 'sha1',
) {
  cloudinary.config({ api_secret, signature_algorithm });
  const { 'x-cld-timestamp': timestamp, 'x-cld-signature': signature } = received.headers;
  return cloudinary.utils.verifyNotificationSignature(received.raw, Number(timestamp), String(signature));
}

describe('signatures', () => {
  it.each([
    ["{public_id: 'sample'}", 1315060510, 'abcd', 'sha1', '25f7e91709c858b97d688ce8da799dedb290d9ef'],
    [
      '{"public_id":"b8sjhoslj8cq8ovoa0ma","version":"1555337587","width":1000,"height":800}',
      7952342400000,
      'hardcoded',
      'sha256',
      '6c5a29fd8815772fbac2f10ae741e093d0859313947ef8fadeb29126ded6649c',
    ],
    [
      '{"notification_type":"upload","asset_id":"0f1e2d3c4b5a69788796a5b4c3d2e1f0","public_id":"shop/caf\\u00e9","version":1790000000}',
      1790000003,
      'test_secret_not_real',
      'sha1',
      'a0753d60043e08fbe1395a9c7234c46056df07f0',
    ],
  ] as const)('match the published vector over %s', (body, timestamp, secret, algorithm, digest) => {
    expect(notificationSignature(body, timestamp, secret, algorithm)).toBe(digest);
  });

  it('are made with the oldest key, whichever key uploaded', async () => {
    const received = await uploadAndWait({ public_id: 'ünï' });
    expect(sdkAccepts(received, 'oldest-secret')).toBe(true);
    expect(sdkAccepts(received, 'newer-secret')).toBe(false);
    expect(received.body).toMatchObject({ signature_key: '111111111111111', api_key: '222222222222222' });
    expect(received.headers['content-type']).toBe('application/json');
  });

  it('are made with the chosen key, and follow a rotation', async () => {
    library.cloud.settings.signatureKey = '222222222222222';
    expect(sdkAccepts(await uploadAndWait(), 'newer-secret')).toBe(true);
    library.cloud.settings.signatureKey = 'gone';
    library.cloud.keys.shift();
    expect(sdkAccepts(await uploadAndWait(), 'newer-secret')).toBe(true);
  });

  it('are SHA-256 if the cloud is set so', async () => {
    library.cloud.settings.signatureAlgorithm = 'sha256';
    const received = await uploadAndWait();
    expect(received.headers['x-cld-signature']).toHaveLength(64);
    expect(sdkAccepts(received, 'oldest-secret', 'sha256')).toBe(true);
  });

  it.each([
    ['default', true, true],
    ['legacy_hmac', true, false],
    ['eddsa_v2', false, true],
  ])('follow the auth_scheme %s', async (auth_scheme, v1, v2) => {
    const [trigger] = library.cloud.triggers.list();
    await library.admin('PUT', `triggers/${trigger?.id}`, { auth_scheme });
    const { headers } = await uploadAndWait();
    expect(['x-cld-signature' in headers, 'x-cld-signature_v2' in headers]).toEqual([v1, v2]);
    expect(headers).toHaveProperty('x-cld-timestamp');
  });
});

describe('delivery', () => {
  it('retries three times after anything but a 200, then drops', async () => {
    library.receiver.answer = () => 202;
    await uploadAndWait();
    const { log, dropped } = library.notifications;
    expect(log.map(({ attempt, status }) => [attempt, status])).toEqual([1, 2, 3, 4].map((attempt) => [attempt, 202]));
    expect(dropped).toMatchObject([{ cloud: 'demo', type: 'upload', reason: 'retries-exhausted' }]);
  });

  it('stops after a 200, and sends the same body each time', async () => {
    library.receiver.answer = () => (library.receiver.received.length < 3 ? 500 : 200);
    await uploadAndWait();
    const { received } = library.receiver;
    expect(received).toHaveLength(3);
    expect(new Set(received.map(({ raw }) => raw)).size).toBe(1);
    expect(library.notifications.dropped).toEqual([]);
  });

  it('counts a receiver that cannot be reached or does not answer as a failure', async () => {
    library.receiver.close();
    await library.upload('x');
    await library.notifications.idle();
    expect(library.notifications.log.at(-1)).toMatchObject({ status: undefined, error: expect.any(String) });
    expect(library.notifications.dropped).toHaveLength(1);
  });

  it('signs a retry again, or sends the same headers again', async () => {
    let skew = 0;
    const own = await startWatchedLibrary({ now: () => new Date(Date.now() + skew) });
    own.receiver.answer = () => {
      skew += 60_000;
      return 500;
    };
    const timestamps = async () => {
      own.receiver.received.length = 0;
      skew = 0;
      await own.upload('x');
      await own.notifications.idle();
      return new Set(own.receiver.received.map(({ headers }) => headers['x-cld-timestamp'])).size;
    };
    expect(await timestamps()).toBe(4);
    own.behaviour.retryReSigns = false;
    expect(await timestamps()).toBe(1);
    await own.close();
  });

  it('lets a notification_url replace triggers, unless they are additive', async () => {
    const additive = await startWebhookReceiver();
    const own = await startWebhookReceiver();
    await library.admin('POST', 'triggers', { uri: additive.url, event_type: 'upload', additive: true });
    await library.upload('x', { notification_url: own.url });
    await library.notifications.idle();
    expect([own, additive, library.receiver].map(({ received }) => received.length)).toEqual([1, 1, 0]);
    additive.close();
    own.close();
  });

  it('holds notifications back and releases them in another order', async () => {
    library.notifications.hold();
    for (const public_id of ['a', 'b', 'c']) await library.put(public_id);
    expect(library.receiver.received).toEqual([]);
    await library.notifications.release('reversed');
    expect(library.receiver.bodies('upload').map(({ public_id }) => public_id)).toEqual(['c', 'b', 'a']);
    await library.notifications.idle();
  });

  it('is routed by rewriteUrl', async () => {
    const { url } = library.receiver;
    const own = await startWatchedLibrary({ notifications: { rewriteUrl: () => url } });
    await own.admin('POST', 'triggers', { uri: 'https://unreachable.example.com', event_type: 'upload' });
    await own.upload('x');
    await own.notifications.idle();
    expect(library.receiver.received).toHaveLength(2);
    await own.close();
  });

  it('duplicates, drops and shuffles as the faults say', async () => {
    const { faults, notifications } = library;
    faults.notifications.duplicate = 1;
    await uploadAndWait();
    expect(library.receiver.received).toHaveLength(2);
    faults.notifications.duplicate = 0;
    faults.notifications.shuffleWindowMs = 300;
    const ids = Array.from({ length: 12 }, (_, i) => `shuffled-${i}`);
    for (const public_id of ids) await library.put(public_id);
    await notifications.idle();
    const order = library.receiver.bodies('upload').map(({ public_id }) => public_id);
    order.splice(0, 2);
    expect(order.toSorted()).toEqual(ids.toSorted());
    expect(order).not.toEqual(ids);
    faults.notifications.drop = 1;
    await uploadAndWait();
    expect(library.receiver.received).toHaveLength(14);
    expect(notifications.dropped).toMatchObject([{ reason: 'fault' }]);
  });
});
