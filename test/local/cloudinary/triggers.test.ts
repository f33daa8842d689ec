import { describe, expect, it } from 'vitest';
import { forEachTest, startLibrary } from './simulated-library.ts';

const library = forEachTest(startLibrary);

function create(options: Record<string, unknown> = {}) {
  return library.admin('POST', 'triggers', { uri: 'https://hooks.example.com/a', event_type: 'upload', ...options });
}

async function created(options = {}) {
  return (await create(options)).status;
}

async function list(query = '') {
  return (await library.admin('GET', `triggers${query}`)).body;
}

describe('triggers API', () => {
  it('creates, lists, updates and deletes', async () => {
    const filter = { '==': [{ var: 'event.type' }, 'upload'] };
    const first = await create({ additive: true, auth_scheme: 'legacy_hmac', filter });
    expect(first.body).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      uri: 'https://hooks.example.com/a',
      event_type: 'upload',
      uri_type: 'webhook',
      additive: true,
      auth_scheme: 'legacy_hmac',
      filter,
    });
    await create({ event_type: 'delete' });
    expect(await list()).toMatchObject({ total: 2 });
    expect(await list('?event_type=upload')).toMatchObject({ total: 1, triggers: [first.body] });
    const path = `triggers/${first.body['id']}`;
    const update = await library.admin('PUT', path, { new_uri: 'https://b.example.com', filter: {} });
    expect(update.body).toHaveProperty('message');
    const [trigger] = library.cloud.triggers.list('upload');
    expect(trigger?.uri).toBe('https://b.example.com');
    expect(trigger).not.toHaveProperty('filter');
    for (const status of [200, 404]) expect(await library.admin('DELETE', path)).toMatchObject({ status });
    expect(await list()).toMatchObject({ total: 1 });
  });

  it('refuses duplicates, unknown event types and missing parameters', async () => {
    await create();
    const wrongScheme = { uri: 'https://b.example.com', auth_scheme: 'hmac' };
    for (const options of [{}, { event_type: 'explicit' }, { uri: '' }, wrongScheme]) {
      expect(await created(options)).toBe(400);
    }
  });

  it('refuses a 31st address for one event type', async () => {
    for (let i = 0; i < 30; i++) expect(await created({ uri: `https://${i}.example.com` })).toBe(200);
    expect(await created()).toBe(400);
  });

  it('refuses event types and options as the behaviour says', async () => {
    library.behaviour.refusedEventTypes = ['restore_asset_version'];
    library.behaviour.refusedTriggerOptions = ['additive', 'auth_scheme'];
    for (const options of [{ event_type: 'restore_asset_version' }, { additive: true }, { auth_scheme: 'default' }]) {
      expect(await created(options)).toBe(400);
    }
    expect(await created()).toBe(200);
  });

  it('is unauthorised if the behaviour says so', async () => {
    library.behaviour.triggersUnauthorised = true;
    expect((await library.admin('GET', 'triggers')).status).toBe(401);
    expect(await created()).toBe(401);
    expect((await library.admin('GET', 'ping')).status).toBe(200);
  });

  it.each([
    [undefined, true],
    [{ '==': [{ var: 'type' }, 'upload'] }, true],
    [{ '!=': [{ var: 'type' }, 'upload'] }, false],
    [{ and: [{ '>': [{ var: 'asset.bytes' }, 9] }, { in: ['a', { var: 'tags' }] }] }, true],
    [{ or: [{ '<=': [{ var: 'asset.bytes' }, 9] }, { '!': [{ var: 'type' }] }] }, false],
  ])('evaluates the filter %j', async (filter, filter_result) => {
    const { body } = await create({ filter });
    const sample = { type: 'upload', asset: { bytes: 10 }, tags: ['a', 'b'] };
    const test = await library.admin('POST', `triggers/${body['id']}/test`, { sample_data: sample });
    expect(test.body).toEqual({ trigger_id: body['id'], filter_present: filter !== undefined, filter_result });
  });

  it('refuses to evaluate an operator that is not simulated', async () => {
    const { body } = await create({ filter: { cat: ['a', 'b'] } });
    expect(await library.admin('POST', `triggers/${body['id']}/test`, {})).toMatchObject({ status: 400 });
  });
});
