import { describe, expect, it } from 'vitest';
import { exampleBodies } from './example-bodies.ts';
import { notificationOf, reasonOf } from './parse.ts';

function envelope(at: string, signature_key = '401122334455667') {
  return {
    at,
    triggered_by: { source: 'api', id: '412233445566778' },
    signature_key,
  };
}
const hero = {
  resource_type: 'image',
  type: 'upload',
  public_id: 'catalog/hero',
  asset_id: 'b7c8d9e0f1a2b3c4d5e6f708192a3b4c',
};
const shoes = {
  resource_type: 'image',
  type: 'upload',
  public_id: 'catalog/shoes/trail runner+2',
  asset_id: 'a3c1f0b29d8e47569b1c0d2e3f4a5b6c',
};
const prices = {
  resource_type: 'raw',
  type: 'upload',
  public_id: 'exports/pricing list.csv',
  asset_id: '0d4f6a8c1e2b3d5f7a9c0b1d2e3f4a5b',
};

describe('upload', () => {
  it('is read with its revision and all that a restore needs', () => {
    expect(notificationOf(exampleBodies.uploadImage)).toStrictEqual({
      ...envelope('2026-11-20T09:15:32.418220Z', '412233445566778'),
      notification_type: 'upload',
      asset: shoes,
      revision: {
        version: 1795166132,
        version_id: '7be4d1a09c3f48e2a5b6c7d8e9f00112',
        format: 'jpg',
        bytes: 734003,
        etag: '3c6e0b8a9c15224a8228b9a98ca1531d',
      },
      details: {
        tags: ['autumn', 'shoes'],
        asset_folder: 'Catalog/Shoes',
        display_name: 'trail runner+2',
        original_filename: 'IMG_2291',
        created_at: '2026-11-20T09:15:32Z',
      },
      placeholder: false,
      existing: false,
    });
  });

  it('of a raw file has no format, and an empty list of tags is not an unknown one', () => {
    const upload = notificationOf(exampleBodies.uploadRaw);
    expect(upload).toStrictEqual({
      ...envelope('2026-11-20T10:02:11.003311Z'),
      notification_type: 'upload',
      asset: prices,
      revision: {
        version: 1795168931,
        version_id: 'c0ffee00c0ffee00c0ffee00c0ffee00',
        bytes: 20453,
        etag: '9e107d9d372bb6826bd81d3542a419d6',
      },
      details: {
        tags: [],
        asset_folder: 'exports',
        display_name: 'pricing list.csv',
        original_filename: 'pricing list',
        created_at: '2026-10-01T07:00:00Z',
      },
      placeholder: false,
      existing: false,
    });
  });

  it('of an authenticated video', () => {
    expect(notificationOf(exampleBodies.uploadVideo)).toMatchObject({
      asset: { resource_type: 'video', type: 'authenticated', public_id: 'internal/town-hall' },
      revision: { version: 1795174805, format: 'mp4', bytes: 188234771 },
    });
  });
});

describe('delete', () => {
  it('names every asset of its list', () => {
    expect(notificationOf(exampleBodies.delete)).toStrictEqual({
      ...envelope('2026-11-20T12:00:00.120034Z'),
      notification_type: 'delete',
      resources: [
        { asset: shoes, version: 1795166132 },
        { asset: prices, version: 1795168931 },
      ],
    });
  });

  it('is read in its shape of 2021', () => {
    expect(notificationOf(exampleBodies.legacyDelete)).toStrictEqual({
      notification_type: 'delete',
      resources: [
        {
          asset: {
            resource_type: 'image',
            type: 'upload',
            public_id: 'old/logo',
            asset_id: 'eb00000000000000000000000000001a',
          },
          version: 1618505146,
        },
      ],
    });
  });

  it.each([undefined, 'soon', -1, null])('does without a version: %j', (version) => {
    const [resource] = exampleBodies.legacyDelete.resources;
    const notification = notificationOf({ notification_type: 'delete', resources: [{ ...resource, version }] });
    expect(notification).toMatchObject({ resources: [{ asset: { public_id: 'old/logo' } }] });
    expect(JSON.stringify(notification)).not.toContain('version');
  });

  it('takes an object keyed by public_id as well, whose keys win', () => {
    const resources = { a: { resource_type: 'raw', type: 'upload', public_id: 'b', version: '7' } };
    expect(notificationOf({ notification_type: 'delete', resources })).toStrictEqual({
      notification_type: 'delete',
      resources: [{ asset: { resource_type: 'raw', type: 'upload', public_id: 'a' }, version: 7 }],
    });
  });

  it('may name no asset', () => {
    expect(notificationOf({ notification_type: 'delete', resources: [] })).toMatchObject({ resources: [] });
  });

  it.each([
    undefined,
    null,
    'x',
    5,
    [null],
    [5],
    { a: null },
    { a: 'x' },
    { '': { resource_type: 'raw', type: 'upload' } },
  ])('makes no sense with the resources %j', (resources) => {
    expect(reasonOf({ notification_type: 'delete', resources })).toMatch(/^delete without what it requires: resources/);
  });
});

describe('rename', () => {
  it('is of the asset under its old public_id, and has no version', () => {
    expect(notificationOf(exampleBodies.rename)).toStrictEqual({
      ...envelope('2026-11-20T12:30:43.991002Z'),
      notification_type: 'rename',
      asset: { ...hero, public_id: 'catalog/hero-draft' },
      to_public_id: 'catalog/hero',
      details: { asset_folder: 'Catalog', display_name: 'hero' },
    });
  });

  it('does without folder and display name', () => {
    const { asset_folder: _, display_name: __, ...bare } = exampleBodies.rename;
    expect(notificationOf(bare)).toMatchObject({ details: {} });
  });

  it.each(['from_public_id', 'to_public_id', 'resource_type', 'type'])('makes no sense without %s', (field) => {
    expect(reasonOf({ ...exampleBodies.rename, [field]: undefined })).toBe(
      `rename without what it requires: ${field}: invalid_type`,
    );
    expect(reasonOf({ ...exampleBodies.rename, [field]: '' })).toContain(field);
  });
});

describe('move', () => {
  it('is read from an object keyed by public_id', () => {
    expect(notificationOf(exampleBodies.move)).toStrictEqual({
      ...envelope('2026-11-20T12:41:10.000120Z'),
      notification_type: 'move',
      resources: [
        {
          asset: hero,
          change: { from_asset_folder: 'Catalog', to_asset_folder: 'Catalog/Home', display_name: 'hero' },
        },
      ],
    });
  });

  it('is read from an array, with nothing but where it went', () => {
    const resources = [{ ...hero, to_asset_folder: '' }];
    expect(notificationOf({ notification_type: 'move', resources })).toMatchObject({
      resources: [{ asset: hero, change: { to_asset_folder: '' } }],
    });
  });

  it('keeps a public_id called __proto__', () => {
    const body = JSON.stringify(exampleBodies.move).replace('"catalog/hero":', '"__proto__":');
    expect(notificationOf(body)).toMatchObject({ resources: [{ asset: { ...hero, public_id: '__proto__' } }] });
  });

  it('makes no sense without where it went', () => {
    expect(reasonOf({ notification_type: 'move', resources: [hero] })).toBe(
      'move without what it requires: resources.0.to_asset_folder: invalid_type',
    );
  });
});

describe('move_or_rename_asset_folder', () => {
  const body = { notification_type: 'move_or_rename_asset_folder', from_path: 'a', to_path: 'b/c', status: 'ok' };

  it('tells both paths', () => {
    expect(notificationOf(body)).toStrictEqual({
      notification_type: 'move_or_rename_asset_folder',
      from_path: 'a',
      to_path: 'b/c',
    });
  });

  it.each(['from_path', 'to_path'])('makes no sense without %s', (field) => {
    expect(reasonOf({ ...body, [field]: null })).toBe(
      `move_or_rename_asset_folder without what it requires: ${field}: invalid_type`,
    );
  });
});

describe('types that make no revision', () => {
  it.each(['eager', 'create_folder', 'delete_folder', 'explode', 'multi', 'related_assets', 'proof_status_changed'])(
    'are not looked into: %s',
    (notification_type) => {
      expect(notificationOf({ notification_type, timestamp: '2026-11-20T12:00:00+00:00', resources: 5 })).toStrictEqual(
        {
          at: '2026-11-20T12:00:00.000000Z',
          notification_type,
        },
      );
    },
  );
});
