import { describe, expect, it } from 'vitest';
import { exampleBodies } from './example-bodies.ts';
import { notificationOf, reasonOf } from './parse.ts';

const asset = { resource_type: 'image', type: 'upload', public_id: 'catalog/hero', asset_id: 'b7c8' };
const { public_id, ...unnamed } = asset;

/** What changed, read from both containers: an array, and an object keyed by public_id. */
function changeOf(notification_type: string, fields: object) {
  const [inArray, inObject] = [[{ ...asset, ...fields }], { [public_id]: { ...unnamed, ...fields } }].map((resources) =>
    notificationOf({ notification_type, resources }),
  );
  expect(inObject).toEqual(inArray);
  const [change] = inArray !== undefined && 'resources' in inArray ? inArray.resources : [];
  expect(change?.asset).toEqual(asset);
  return change !== undefined && 'change' in change ? change.change : undefined;
}
function problemOf(notification_type: string, fields: object) {
  return reasonOf({ notification_type, resources: [{ ...asset, ...fields }] });
}

describe('resource_tags_changed', () => {
  it('is read from the documented body', () => {
    expect(notificationOf(exampleBodies.tags)).toMatchObject({
      at: '2026-11-20T12:42:00.500000Z',
      notification_type: 'resource_tags_changed',
      resources: [{ asset: { public_id: 'catalog/hero' }, change: { added: ['homepage'], removed: ['draft'] } }],
    });
  });

  it.each([
    [{ added: ['a'] }, { added: ['a'], removed: [] }],
    [{ removed: ['b'] }, { added: [], removed: ['b'] }],
    [{ updated: ['c'] }, { added: [], removed: [], updated: ['c'] }],
    [{ updated: [] }, { added: [], removed: [], updated: [] }],
    [
      { added: ['a'], updated: 'x' },
      { added: ['a'], removed: [] },
    ],
    [{}, { added: [], removed: [] }],
  ])('of %j', (fields, change) => {
    expect(changeOf('resource_tags_changed', fields)).toStrictEqual(change);
  });

  it.each([{ added: 'a' }, { added: null }, { removed: [5] }])('makes no sense with %j', (fields) => {
    expect(problemOf('resource_tags_changed', fields)).toMatch(/: resources\.0\.(added|removed)/);
  });
});

describe('resource_context_changed', () => {
  it.each([
    ['maps', { added: { a: '1' }, updated: { b: '2' }, removed: { c: '3' } }],
    ['a list of removed keys', { added: { a: '1' }, updated: { b: '2' }, removed: ['c'] }],
    [
      'lists of names and values',
      {
        added: [{ name: 'a', value: '1' }],
        updated: [{ name: 'b', value: '2' }],
        removed: [{ name: 'c', value: '3' }],
      },
    ],
    ['lists of names', { added: [{ name: 'a', value: '1' }], updated: { b: '2' }, removed: [{ name: 'c' }] }],
  ])('is read from %s', (_, fields) => {
    expect(changeOf('resource_context_changed', fields)).toStrictEqual({ set: { a: '1', b: '2' }, removed: ['c'] });
  });

  it('has nothing where the body names nothing', () => {
    expect(changeOf('resource_context_changed', {})).toStrictEqual({ set: {}, removed: [] });
    expect(changeOf('resource_context_changed', { added: [], updated: [], removed: [] })).toStrictEqual({
      set: {},
      removed: [],
    });
  });

  it('writes values that are not text as JSON', () => {
    const added = { n: 5, b: true, o: { x: [1] }, z: null };
    expect(changeOf('resource_context_changed', { added })).toStrictEqual({
      set: { n: '5', b: 'true', o: '{"x":[1]}', z: 'null' },
      removed: [],
    });
  });

  it('lets what is updated win over what is added', () => {
    expect(changeOf('resource_context_changed', { added: { a: '1' }, updated: { a: '2' } })).toMatchObject({
      set: { a: '2' },
    });
  });

  it('keeps a key called __proto__', () => {
    const text = `{"notification_type":"resource_context_changed","resources":[${JSON.stringify(asset).slice(0, -1)},"added":{"__proto__":"x"},"removed":["__proto__"]}]}`;
    const notification = notificationOf(text);
    expect(JSON.stringify(notification)).toContain('"set":{"__proto__":"x"},"removed":["__proto__"]');
  });

  it.each([{ added: 'a' }, { updated: [5] }, { added: [{ value: '1' }] }, { removed: 'c' }, { removed: [5] }])(
    'makes no sense with %j',
    (fields) => {
      expect(problemOf('resource_context_changed', fields)).toMatch(/: resources\.0\.(added|updated|removed): /);
    },
  );
});

describe('resource_metadata_changed', () => {
  it('tells what is now, and what was, where the body says so', () => {
    const fields = { previous_metadata: { a: 1 }, new_metadata: { a: [2], b: null } };
    expect(changeOf('resource_metadata_changed', fields)).toStrictEqual({
      previous: { a: 1 },
      now: { a: [2], b: null },
    });
    expect(changeOf('resource_metadata_changed', { previous_metadata: [], new_metadata: {} })).toStrictEqual({
      now: {},
    });
  });

  it.each([{}, { new_metadata: null }, { new_metadata: [] }, { new_metadata: 'x' }])(
    'makes no sense with %j',
    (fields) => {
      expect(problemOf('resource_metadata_changed', fields)).toContain('resources.0.new_metadata: custom');
    },
  );
});

describe('resource_display_name_changed', () => {
  it('tells what is now, and what was, where the body says so', () => {
    const fields = { previous_display_name: 'a', new_display_name: 'b' };
    expect(changeOf('resource_display_name_changed', fields)).toStrictEqual({ previous: 'a', now: 'b' });
    expect(changeOf('resource_display_name_changed', { new_display_name: '' })).toStrictEqual({ now: '' });
  });

  it('makes no sense without the new name', () => {
    expect(problemOf('resource_display_name_changed', { new_display_name: 5 })).toContain(
      'resources.0.new_display_name',
    );
  });
});

describe('access_control_changed', () => {
  const token = [{ access_type: 'token' }];

  it('tells what is now, and what was, where the body says so', () => {
    const fields = { previous_access_control: null, new_access_control: token };
    expect(changeOf('access_control_changed', fields)).toStrictEqual({ previous: null, now: token });
    expect(
      changeOf('access_control_changed', { previous_access_control: 'x', new_access_control: null }),
    ).toStrictEqual({
      now: null,
    });
  });

  it.each([{}, { new_access_control: 'token' }, { new_access_control: {} }])('makes no sense with %j', (fields) => {
    expect(problemOf('access_control_changed', fields)).toContain('resources.0.new_access_control');
  });
});
