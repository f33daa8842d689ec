import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fetchBytes, forEachTest, startLibrary } from './simulated-library.ts';

const library = forEachTest(startLibrary);

async function call(method: string, path: string, json?: unknown) {
  const { api_key, api_secret } = library.credentials;
  const headers = { 'content-type': 'application/json' };
  const options = { method, auth: `${api_key}:${api_secret}`, headers };
  const url = `${library.origin}/v2/notifications/demo/${path}`;
  const { status, text } = await fetchBytes(url, options, json === undefined ? '' : JSON.stringify(json));
  return { status, body: JSON.parse(text) };
}

function poll(query: string) {
  return call('GET', `messages?${query}`);
}

function listen(uri: string) {
  return library.admin('POST', 'triggers', { uri, event_type: 'upload', uri_type: 'poll' });
}

describe('poll destinations', () => {
  it('give what a webhook would be sent, signed, until it is acknowledged', async () => {
    await listen('poll://orders/new');
    await library.put('a');
    const { body } = await poll('channel=orders/new');
    const [message] = body.messages;
    expect(message.payload).toMatchObject({ notification_type: 'upload', public_id: 'a' });
    const signed = Buffer.from(message.signed_payload, 'base64url').toString();
    expect(JSON.parse(signed)).toEqual(message.payload);
    const digest = createHash('sha1').update(`${signed}${message.timestamp}oldest-secret`).digest('hex');
    expect(message.signature).toBe(digest);
    const handles = { receipt_handles: [message.receipt_handle, 'other'] };
    expect((await call('POST', 'messages/ack', handles)).body).toMatchObject({
      results: [{ status: 'acked' }, { status: 'not_found' }],
    });
    expect(await poll('channel=orders/new&wait_seconds=0')).toEqual({ status: 200, body: {} });
    expect(library.notifications.log).toEqual([]);
  });

  it('wait for the first message', async () => {
    await listen('poll://c');
    const waiting = poll('channel=c&wait_seconds=20');
    await library.put('a');
    expect((await waiting).body.messages).toHaveLength(1);
  });

  it('hide a message that was claimed, and give it again after its timeout', async () => {
    await listen('poll://c');
    for (const id of ['a', 'b']) await library.put(id);
    const counts = [];
    const claims = [
      'max_messages=1&visibility_timeout=1',
      'visibility_timeout=600',
      'wait_seconds=0',
      'wait_seconds=3',
    ];
    for (const claim of claims) counts.push((await poll(`channel=c&${claim}`)).body.messages?.length ?? 0);
    expect(counts).toEqual([1, 1, 0, 1]);
  });

  it.each([
    '',
    'channel=c&batch_id=b',
    'channel=c&max_messages=101',
    'channel=c&wait_seconds=61',
    'channel=c&colour=red',
  ])('refuse %j', async (query) => {
    expect(await poll(query)).toMatchObject({ status: 400 });
  });

  it('must have a trigger whose uri_type fits', async () => {
    const wrong = { uri: 'https://hooks.example.com', event_type: 'upload', uri_type: 'poll' };
    expect(await library.admin('POST', 'triggers', wrong)).toMatchObject({ status: 400 });
    expect(await library.admin('POST', 'triggers', { ...wrong, uri: 'poll://c', uri_type: 'webhook' })).toMatchObject({
      status: 400,
    });
  });
});
