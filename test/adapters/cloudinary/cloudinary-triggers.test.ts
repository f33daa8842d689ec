import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { SimulatedCloudinary } from '#local/cloudinary/simulated-cloudinary.ts';
import { cloudinaryTriggers } from '#shared/adapters/cloudinary/cloudinary-triggers.ts';
import { type LoopbackServer, startLoopbackServer } from '../loopback-server.ts';
import { KEY, startDemoCloudinary } from './demo-cloudinary.ts';

const WEBHOOK = 'https://api.example.org/webhooks/demo';
const OPTIONS = { additive: true, auth_scheme: 'legacy_hmac' } as const;

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  const error: unknown = await promise.then(
    () => 'no failure',
    (failure: unknown) => failure,
  );
  expect(JSON.stringify([error, String(error), error instanceof Error && error.stack])).not.toContain(KEY.apiSecret);
  return error;
}

describe('the triggers of a cloud', () => {
  let server: SimulatedCloudinary;
  let triggers: ReturnType<typeof cloudinaryTriggers>;

  beforeEach(async () => {
    server = await startDemoCloudinary();
    triggers = cloudinaryTriggers(server.origin, 'demo', KEY);
  });

  afterEach(() => server.close());

  test('are created, listed, updated and deleted', async () => {
    expect(await triggers.list()).toEqual([]);
    expect(await triggers.create(WEBHOOK, 'upload', {})).toEqual({ accepted: true });
    const [created] = await triggers.list();
    expect(created).toEqual({ id: expect.any(String), uri: WEBHOOK, event_type: 'upload', altered: false });
    const id = created?.id ?? '';
    expect(await triggers.update(id, `${WEBHOOK}2`, OPTIONS)).toEqual({ accepted: true });
    expect(await triggers.list()).toEqual([
      { id, uri: `${WEBHOOK}2`, event_type: 'upload', altered: false, ...OPTIONS },
    ]);
    await triggers.delete(id);
    expect(await triggers.list()).toEqual([]);
    await triggers.delete(id);
  });

  test('fail with advice if the key may not manage them', async () => {
    server.behaviour.triggersUnauthorised = true;
    const expected = { code: 'credentials-unavailable', message: expect.stringContaining('may it manage webhooks?') };
    expect(await failureOf(triggers.list())).toMatchObject(expected);
    expect(await failureOf(triggers.create(WEBHOOK, 'upload', {}))).toMatchObject(expected);
    expect(await failureOf(triggers.delete('1'))).toMatchObject(expected);
    const wrong = cloudinaryTriggers(server.origin, 'demo', { ...KEY, apiSecret: 'another' });
    expect(await failureOf(wrong.list())).toMatchObject(expected);
  });

  test.each([420, 429, 500, 503])('fail, and are not refused, after HTTP %i', async (status) => {
    server.faults.script = () => ({ kind: 'status', status });
    expect(await failureOf(triggers.create(WEBHOOK, 'upload', {}))).toMatchObject({
      code: 'cloudinary-failed',
      message: expect.stringContaining(`HTTP ${status}`),
    });
  });
});

describe('an unusual answer', () => {
  let server: LoopbackServer;
  let triggers: ReturnType<typeof cloudinaryTriggers>;

  beforeEach(async () => {
    server = await startLoopbackServer();
    triggers = cloudinaryTriggers(server.origin, 'a cloud', KEY);
  });

  afterEach(() => {
    vi.restoreAllMocks();
    server.close();
  });

  test.each(['<html>', '{}', '{"triggers":{}}', '{"triggers":[{"id":1}]}'])(
    'that lists no triggers is an error: %s',
    async (body) => {
      server.answer = (_, response) => void response.end(body);
      expect(await failureOf(triggers.list())).toMatchObject({ code: 'cloudinary-failed' });
      expect(server.requests).toEqual(['GET /v1_1/a%20cloud/triggers']);
    },
  );

  test('may have numbers as ids, and unknown values as options', async () => {
    const trigger = { id: 7, uri: WEBHOOK, event_type: 'upload', additive: 'yes', auth_scheme: 1 };
    server.answer = (_, response) => void response.end(JSON.stringify({ triggers: [trigger] }));
    expect(await triggers.list()).toEqual([{ id: '7', uri: WEBHOOK, event_type: 'upload', altered: false }]);
  });

  test.each([
    [{ filter: {}, payload_template: null }, false],
    [{ filter: { '==': [1, 1] } }, true],
    [{ payload_template: '{{event}}' }, true],
  ])('shows whether a filter or a template alters notifications: %j', async (options, altered) => {
    const trigger = {
      id: '7',
      uri: WEBHOOK,
      event_type: 'upload',
      additive: true,
      auth_scheme: 'legacy_hmac',
      ...options,
    };
    server.answer = (_, response) => void response.end(JSON.stringify({ triggers: [trigger] }));
    expect(await triggers.list()).toMatchObject([{ altered }]);
  });

  test('to a write gives a shortened reason, or only the status', async () => {
    server.answer = (_, response) => {
      response.writeHead(400).end(JSON.stringify({ error: { message: 'x'.repeat(5000) } }));
    };
    expect(await triggers.create(WEBHOOK, 'upload', {})).toEqual({
      accepted: false,
      why: `HTTP 400: ${'x'.repeat(200)}`,
    });
    server.answer = (_, response) => void response.writeHead(422).end('<html>');
    expect(await triggers.update('1', WEBHOOK, {})).toEqual({ accepted: false, why: 'HTTP 422' });
    server.answer = (request, response) => {
      response.writeHead(400, { 'content-length': 100 }).write('half');
      setTimeout(() => request.socket.destroy(), 10);
    };
    expect(await triggers.create(WEBHOOK, 'upload', {})).toEqual({ accepted: false, why: 'HTTP 400' });
  });

  test('that redirects is not followed, so no credentials leak', async () => {
    server.answer = (_, response) => void response.writeHead(302, { location: '/elsewhere' }).end();
    expect(await failureOf(triggers.list())).toMatchObject({ code: 'cloudinary-failed' });
    expect(server.requests).toHaveLength(1);
  });

  test('that takes more than 20 s is a failure', async () => {
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => {
      const sooner = new AbortController();
      void sleep(50).then(() => sooner.abort(new DOMException('The operation timed out.', 'TimeoutError')));
      return sooner.signal;
    });
    server.answer = () => {};
    expect(await failureOf(triggers.list())).toMatchObject({ message: 'Cloudinary could not be reached.' });
    expect(timeout).toHaveBeenCalledExactlyOnceWith(20_000);
  });
});
