import { describe, expect, it } from 'vitest';
import { forEachTest, startLibrary } from './simulated-library.ts';

const library = forEachTest(startLibrary);

function call(method: string, path: string, json?: Record<string, unknown>) {
  return library.admin(method, path, json);
}

function create(options: Record<string, unknown> = {}) {
  return call('POST', 'triggers', { uri: 'https://hooks.example.com/a', event_type: 'upload', ...options });
}

describe('triggers API', () => {
  it('creates, lists, updates and deletes', async () => {
    const filter = { '==': [{ var: 'event.type' }, 'upload'] };
    const created = await create({ additive: true, auth_scheme: 'legacy_hmac', filter });
    expect(created.body).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      uri: 'https://hooks.example.com/a',
      event_type: 'upload',
      uri_type: 'webhook',
      additive: true,
      auth_scheme: 'legacy_hmac',
      filter,
    });
    await create({ event_type: 'delete' });
    expect((await call('GET', 'triggers')).body).toMatchObject({ total: 2 });
    expect((await call('GET', 'triggers?event_type=upload')).body).toMatchObject({
      total: 1,
      triggers: [created.body],
    });
    const update = await call('PUT', `triggers/${created.body['id']}`, {
      new_uri: 'https://b.example.com',
      filter: {},
    });
    expect(update.body).toHaveProperty('message');
    const [trigger] = library.environment.triggers.list('upload');
    expect(trigger?.uri).toBe('https://b.example.com');
    expect(trigger).not.toHaveProperty('filter');
    expect((await call('DELETE', `triggers/${created.body['id']}`)).status).toBe(200);
    expect((await call('DELETE', `triggers/${created.body['id']}`)).status).toBe(404);
    expect((await call('GET', 'triggers')).body).toMatchObject({ total: 1 });
  });

  it('refuses duplicates, unknown event types and missing parameters', async () => {
    await create();
    expect((await create()).status).toBe(400);
    expect((await create({ event_type: 'explicit' })).status).toBe(400);
    expect((await create({ uri: '' })).status).toBe(400);
    expect((await create({ uri: 'https://b.example.com', auth_scheme: 'hmac' })).status).toBe(400);
  });

  it('refuses a 31st address for one event type', async () => {
    for (let i = 0; i < 30; i++) expect((await create({ uri: `https://${i}.example.com` })).status).toBe(200);
    expect((await create()).status).toBe(400);
  });

  it('refuses event types and options as it is told to', async () => {
    library.behaviour.refusedEventTypes = ['restore_asset_version'];
    library.behaviour.refusedTriggerOptions = ['additive', 'auth_scheme'];
    expect((await create({ event_type: 'restore_asset_version' })).status).toBe(400);
    expect((await create({ additive: true })).status).toBe(400);
    expect((await create({ auth_scheme: 'default' })).status).toBe(400);
    expect((await create()).status).toBe(200);
  });

  it('is unauthorised when it is told to be', async () => {
    library.behaviour.triggersUnauthorised = true;
    expect((await call('GET', 'triggers')).status).toBe(401);
    expect((await create()).status).toBe(401);
    expect((await call('GET', 'ping')).status).toBe(200);
  });
});
