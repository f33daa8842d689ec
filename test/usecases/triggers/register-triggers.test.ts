import { beforeEach, describe, expect, test } from 'vitest';
import { EVENT_TYPES } from '#shared/domain/cloudinary/event-types.ts';
import { registerTriggers, removeTriggers } from '#shared/usecases/triggers/register-triggers.ts';
import { MemoryTriggerApi } from '#test/doubles/memory-trigger-api.ts';

const URL = 'https://api.example.org/webhooks/demo';
const OTHERS = 'https://elsewhere.example.org/hook';

let api: MemoryTriggerApi;

beforeEach(() => {
  api = new MemoryTriggerApi();
});

function ours() {
  return [...api.triggers.values()].filter(({ uri }) => uri === URL);
}

describe('a registration', () => {
  test('creates an additive trigger with the legacy signature for every type', async () => {
    const repaired = EVENT_TYPES.length;
    expect(await registerTriggers(api, URL)).toEqual({ registered: EVENT_TYPES, repaired, warnings: [] });
    expect(ours().map(({ id: _, ...trigger }) => trigger)).toEqual(
      EVENT_TYPES.map((event_type) => ({ uri: URL, event_type, additive: true, auth_scheme: 'legacy_hmac' })),
    );
  });

  test('covers all events that create, change or end a revision', () => {
    expect(EVENT_TYPES).toEqual(
      expect.arrayContaining(['upload', 'delete', 'rename', 'restore_asset_version', 'info']),
    );
    expect(EVENT_TYPES).toEqual(expect.arrayContaining(['moderation', 'move', 'resource_tags_changed']));
    expect(new Set(EVENT_TYPES).size).toBe(EVENT_TYPES.length);
  });

  test('writes nothing when it is repeated', async () => {
    await registerTriggers(api, URL);
    api.writes.length = 0;
    expect(await registerTriggers(api, URL)).toEqual({ registered: EVENT_TYPES, repaired: 0, warnings: [] });
    expect(api.writes).toEqual([]);
  });

  test('repairs missing and altered triggers, and counts both', async () => {
    await registerTriggers(api, URL);
    const [first, second, third] = ours();
    api.triggers.delete(first?.id ?? '');
    for (const [trigger, altered] of [
      [second, { additive: false }],
      [third, { auth_scheme: 'default' }],
    ] as const)
      if (trigger !== undefined) api.triggers.set(trigger.id, { ...trigger, ...altered });
    api.writes.length = 0;
    expect(await registerTriggers(api, URL)).toEqual({ registered: EVENT_TYPES, repaired: 3, warnings: [] });
    expect(api.writes).toEqual(expect.arrayContaining([`update ${second?.id}`, `update ${third?.id}`]));
    expect(ours()).toHaveLength(EVENT_TYPES.length);
    expect(ours().every(({ additive, auth_scheme }) => additive === true && auth_scheme === 'legacy_hmac')).toBe(true);
    expect(await registerTriggers(api, URL)).toMatchObject({ repaired: 0 });
  });

  test.each([['additive'], ['auth_scheme']] as const)(
    'counts no repair if a cloud always refuses %s',
    async (option) => {
      api.refusedOptions.add(option);
      await registerTriggers(api, URL);
      expect(await registerTriggers(api, URL)).toMatchObject({ repaired: 0, warnings: { length: EVENT_TYPES.length } });
    },
  );

  test('warns of a trigger whose filter or template makes events missing', async () => {
    api.place({ uri: URL, event_type: 'upload', additive: true, auth_scheme: 'legacy_hmac', altered: true });
    api.place({ uri: URL, event_type: 'delete', additive: false, altered: true });
    const { registered, warnings } = await registerTriggers(api, URL);
    expect(registered).toEqual(EVENT_TYPES);
    expect(warnings).toEqual(
      ['upload', 'delete'].map((type) => `${type}: has a filter or a payload template; remove it at Cloudinary`),
    );
  });

  test('takes a trigger that someone entered with a slash at its end for its own', async () => {
    api.place({ uri: `${URL}/`, event_type: 'upload', additive: true, auth_scheme: 'legacy_hmac' });
    expect(await registerTriggers(api, URL)).toMatchObject({ repaired: EVENT_TYPES.length - 1 });
    expect([...api.triggers.values()].filter(({ event_type }) => event_type === 'upload')).toHaveLength(1);
    await removeTriggers(api, URL);
    expect(api.triggers.size).toBe(0);
  });

  test('does not touch triggers of others', async () => {
    const theirs = [
      { uri: OTHERS, event_type: 'upload', additive: false },
      { uri: URL.replace('demo', 'Demo'), event_type: 'delete' },
    ];
    const ids = theirs.map((trigger) => api.place(trigger));
    await registerTriggers(api, URL);
    await removeTriggers(api, URL);
    expect([...api.triggers.values()]).toEqual(theirs.map((trigger, index) => ({ id: ids[index], ...trigger })));
  });

  test.each<[('additive' | 'auth_scheme')[], string]>([
    [['auth_scheme'], 'additive only'],
    [['additive'], 'auth_scheme only'],
    [['additive', 'auth_scheme'], 'no options only'],
  ])('works without refused options (%j), and warns', async (refused, left) => {
    for (const option of refused) api.refusedOptions.add(option);
    const { registered, warnings } = await registerTriggers(api, URL);
    expect(registered).toEqual(EVENT_TYPES);
    expect(warnings).toEqual(
      EVENT_TYPES.map((type) => expect.stringMatching(`^${type}: registered with ${left} \\(HTTP 400`)),
    );
  });

  test('keeps a trigger that cannot be repaired, and warns', async () => {
    api.refusedOptions.add('additive');
    api.update = async () => ({ accepted: false, why: 'HTTP 400: no' });
    api.place({ uri: URL, event_type: 'upload' });
    const { registered, repaired, warnings } = await registerTriggers(api, URL);
    expect(registered).toContain('upload');
    expect(repaired).toBe(EVENT_TYPES.length - 1);
    expect(warnings[0]).toBe('upload: refused (HTTP 400: no)');
  });

  test('continues without a refused type, and warns', async () => {
    api.refusedTypes.add('info').add('moderation');
    const { registered, repaired, warnings } = await registerTriggers(api, URL);
    expect(registered).toEqual(EVENT_TYPES.filter((type) => type !== 'info' && type !== 'moderation'));
    expect(repaired).toBe(registered.length);
    expect(await registerTriggers(api, URL)).toMatchObject({ repaired: 0 });
    expect(warnings).toEqual([
      'info: refused (HTTP 400: Unsupported event type)',
      'moderation: refused (HTTP 400: Unsupported event type)',
    ]);
  });

  test.each(['upload', 'delete', 'rename'])('fails if %s is refused, and says what to do', async (type) => {
    api.refusedTypes.add(type).add('info');
    const failure: unknown = await registerTriggers(api, URL).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'cloudinary-failed' });
    expect(String(failure)).toContain(`${type}: refused (HTTP 400: Unsupported event type)`);
    expect(String(failure)).toContain('Set "triggers": "manual"');
  });
});

test('a removal deletes every trigger of the URL, and returns their number', async () => {
  await registerTriggers(api, URL);
  expect(await removeTriggers(api, URL)).toBe(EVENT_TYPES.length);
  expect(api.triggers.size).toBe(0);
  expect(await removeTriggers(api, URL)).toBe(0);
});
