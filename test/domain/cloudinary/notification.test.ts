import { describe, expect, it } from 'vitest';
import { exampleBodies, hero, prices, shoes } from './example-bodies.ts';
import { notificationOf, reasonOf } from './parse.ts';

const logo = {
  resource_type: 'image',
  type: 'upload',
  public_id: 'old/logo',
  asset_id: 'eb00000000000000000000000000001a',
};
const { uploadImage, uploadRaw, uploadVideo, legacyDelete, rename, move, tags, moderation } = exampleBodies;

/** The fields among these that a body has. */
function fieldsOf(body: object, names: readonly string[]) {
  return Object.fromEntries(Object.entries(body).filter(([name]) => names.includes(name)));
}

describe('a documented body', () => {
  /** The notification that a body holds, less what all notifications have. */
  const readWhole = (body: { notification_type: string; notification_context?: object }) => {
    const { at, triggered_by, notification_type, signature_key, ...rest } = notificationOf(body);
    expect(fieldsOf(body, ['notification_type', 'signature_key'])).toEqual({ notification_type, signature_key });
    expect(body.notification_context ?? {}).toEqual({ triggered_at: at, triggered_by });
    return rest;
  };

  it.each([uploadImage, uploadRaw, uploadVideo])('of the upload of an asset of type $resource_type', (body) => {
    const { type, resource_type, public_id, asset_id } = body;
    expect(readWhole(body)).toStrictEqual({
      asset: { type, resource_type, public_id, asset_id },
      revision: fieldsOf(body, ['version', 'version_id', 'format', 'bytes', 'etag']),
      details: fieldsOf(body, ['tags', 'asset_folder', 'display_name', 'original_filename', 'created_at']),
      placeholder: false,
      existing: false,
    });
  });

  it.each([
    [
      exampleBodies.delete,
      {
        resources: [
          { asset: shoes, version: 1795166132 },
          { asset: prices, version: 1795168931 },
        ],
      },
    ],
    [legacyDelete, { resources: [{ asset: logo, version: 1618505146 }] }],
    [
      rename,
      {
        asset: { ...hero, public_id: 'catalog/hero-draft' },
        to_public_id: 'catalog/hero',
        details: { asset_folder: 'Catalog', display_name: 'hero' },
      },
    ],
    [
      move,
      {
        resources: [
          {
            asset: hero,
            change: { from_asset_folder: 'Catalog', to_asset_folder: 'Catalog/Home', display_name: 'hero' },
          },
        ],
      },
    ],
    [tags, { resources: [{ asset: hero, change: { added: ['homepage'], removed: ['draft'] } }] }],
    [
      moderation,
      {
        status: 'rejected',
        decision: { kind: 'google_video_moderation', status: 'rejected', updated_at: '2026-11-20T13:05:09.000000Z' },
        assets: [{ resource_type: 'video', type: 'upload', public_id: 'ugc/clip-77' }],
      },
    ],
  ])('%j', (body, expected) => {
    expect(readWhole(body)).toStrictEqual(expected);
  });
});

describe('an asset in a list', () => {
  const changes = { added: { a: '1' }, updated: { b: '2' }, removed: { c: '3' } };
  const named = (name: string, value: string) => [{ name, value }];

  it.each<[type: string, fields: object, rest: object]>([
    ['delete', { version: '7' }, { version: 7 }],
    ...[undefined, 'soon', -1, null].map((version): [string, object, object] => ['delete', { version }, {}]),
    ['move', { to_asset_folder: '' }, { change: { to_asset_folder: '' } }],
    ['resource_tags_changed', { added: ['a'] }, { change: { added: ['a'], removed: [] } }],
    ['resource_tags_changed', { removed: ['b'] }, { change: { added: [], removed: ['b'] } }],
    ['resource_tags_changed', { updated: ['c'] }, { change: { added: [], removed: [], updated: ['c'] } }],
    ['resource_tags_changed', { updated: [] }, { change: { added: [], removed: [], updated: [] } }],
    ['resource_tags_changed', { added: ['a'], updated: 'x' }, { change: { added: ['a'], removed: [] } }],
    ['resource_tags_changed', {}, { change: { added: [], removed: [] } }],
    ...[
      changes,
      { ...changes, removed: ['c'] },
      { added: named('a', '1'), updated: named('b', '2'), removed: named('c', '3') },
      { ...changes, added: named('a', '1'), removed: [{ name: 'c' }] },
    ].map((fields): [string, object, object] => [
      'resource_context_changed',
      fields,
      { change: { set: { a: '1', b: '2' }, removed: ['c'] } },
    ]),
    ['resource_context_changed', {}, { change: { set: {}, removed: [] } }],
    ['resource_context_changed', { added: [], updated: [], removed: [] }, { change: { set: {}, removed: [] } }],
    // Values that are not text are written as JSON.
    [
      'resource_context_changed',
      { added: { n: 5, b: true, o: { x: [1] }, z: null } },
      { change: { set: { n: '5', b: 'true', o: '{"x":[1]}', z: 'null' }, removed: [] } },
    ],
    // What is updated wins over what is added.
    [
      'resource_context_changed',
      { added: { a: '1' }, updated: { a: '2' } },
      { change: { set: { a: '2' }, removed: [] } },
    ],
    [
      'resource_metadata_changed',
      { previous_metadata: { a: 1 }, new_metadata: { a: [2], b: null } },
      { change: { previous: { a: 1 }, now: { a: [2], b: null } } },
    ],
    ['resource_metadata_changed', { previous_metadata: [], new_metadata: {} }, { change: { now: {} } }],
    [
      'resource_display_name_changed',
      { previous_display_name: 'a', new_display_name: 'b' },
      { change: { previous: 'a', now: 'b' } },
    ],
    ['resource_display_name_changed', { new_display_name: '' }, { change: { now: '' } }],
    [
      'access_control_changed',
      { previous_access_control: null, new_access_control: [{ access_type: 'token' }] },
      { change: { previous: null, now: [{ access_type: 'token' }] } },
    ],
    ['access_control_changed', { previous_access_control: 'x', new_access_control: null }, { change: { now: null } }],
  ])('of %s with %j, or in an object whose keys win', (notification_type, fields, rest) => {
    const keyed = { [hero.public_id]: { ...hero, public_id: 'other', ...fields } };
    for (const resources of [[{ ...hero, ...fields }], keyed]) {
      expect(notificationOf({ notification_type, resources })).toStrictEqual({
        notification_type,
        resources: [{ asset: hero, ...rest }],
      });
    }
  });

  it('keeps a name or a key called __proto__', () => {
    const moved = JSON.stringify(move).replace('"catalog/hero":', '"__proto__":');
    expect(notificationOf(moved)).toMatchObject({ resources: [{ asset: { ...hero, public_id: '__proto__' } }] });
    const context = JSON.stringify(tags)
      .replace('tags', 'context')
      .replace('["homepage"]', '{"__proto__":"x"}')
      .replace('draft', '__proto__');
    expect(JSON.stringify(notificationOf(context))).toContain('"set":{"__proto__":"x"},"removed":["__proto__"]');
  });

  it.each<[type: string, fields: object, field: string]>([
    ['move', {}, 'to_asset_folder: invalid_type'],
    ['resource_tags_changed', { added: 'a' }, 'added'],
    ['resource_tags_changed', { added: null }, 'added'],
    ['resource_tags_changed', { removed: [5] }, 'removed'],
    ['resource_context_changed', { added: 'a' }, 'added'],
    ['resource_context_changed', { added: [{ value: '1' }] }, 'added'],
    ['resource_context_changed', { updated: [5] }, 'updated'],
    ['resource_context_changed', { removed: 'c' }, 'removed'],
    ['resource_context_changed', { removed: [5] }, 'removed'],
    ...[undefined, null, [], 'x'].map((new_metadata): [string, object, string] => [
      'resource_metadata_changed',
      { new_metadata },
      'new_metadata: custom',
    ]),
    ['resource_display_name_changed', { new_display_name: 5 }, 'new_display_name'],
    ...[undefined, 'token', {}].map((new_access_control): [string, object, string] => [
      'access_control_changed',
      { new_access_control },
      'new_access_control',
    ]),
  ])('of %s makes no sense with %j', (notification_type, fields, problem) => {
    expect(reasonOf({ notification_type, resources: [{ ...hero, ...fields }] })).toContain(
      `${notification_type} without its required fields: resources.0.${problem}`,
    );
  });

  it.each([undefined, null, 'x', 5, [null], [5], { a: null }, { a: 'x' }, { '': logo }])(
    'cannot be found in the resources %j',
    (resources) => {
      expect(reasonOf({ notification_type: 'delete', resources })).toMatch(
        /^delete without its required fields: resources/,
      );
    },
  );
});

it.each(['from_public_id', 'to_public_id', 'resource_type', 'type'])('a rename makes no sense without %s', (field) => {
  expect(reasonOf({ ...rename, [field]: undefined })).toBe(
    `rename without its required fields: ${field}: invalid_type`,
  );
  expect(reasonOf({ ...rename, [field]: '' })).toContain(field);
});

describe('a moved folder', () => {
  const moved = { notification_type: 'move_or_rename_asset_folder', from_path: 'a', to_path: 'b/c' };

  it.each(['from_path', 'to_path'])('makes no sense without %s', (field) => {
    expect(reasonOf({ ...moved, [field]: null })).toBe(
      `move_or_rename_asset_folder without its required fields: ${field}: invalid_type`,
    );
  });
});

it('a type that makes no revision is not looked into', () => {
  const body = { notification_type: 'eager', timestamp: '2026-11-20T12:00:00+00:00', resources: 5 };
  expect(notificationOf(body)).toStrictEqual({ at: '2026-11-20T12:00:00.000000Z', notification_type: 'eager' });
});
