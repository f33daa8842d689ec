import { describe, expect, it } from 'vitest';
import { exampleBodies } from './example-bodies.ts';
import { notificationOf } from './parse.ts';

const hero = {
  resource_type: 'image',
  type: 'upload',
  public_id: 'catalog/hero',
  asset_id: 'b7c8d9e0f1a2b3c4d5e6f708192a3b4c',
};

describe('moderation', () => {
  const { moderation } = exampleBodies;
  const clip = { resource_type: 'video', type: 'upload', public_id: 'ugc/clip-77' };

  it('finds resource_type and type in the delivery URL', () => {
    expect(notificationOf(moderation)).toStrictEqual({
      notification_type: 'moderation',
      moderation_status: 'rejected',
      assets: [clip],
    });
  });

  it('finds them in the plain URL where there is no secure one', () => {
    expect(notificationOf({ ...moderation, secure_url: undefined })).toMatchObject({ assets: [clip] });
  });

  it('takes them from the body where it has them, and the asset_id', () => {
    const body = {
      ...moderation,
      resource_type: 'image',
      type: 'private',
      asset_id: '9',
      moderation_status: undefined,
    };
    expect(notificationOf(body)).toStrictEqual({
      notification_type: 'moderation',
      assets: [{ resource_type: 'image', type: 'private', public_id: 'ugc/clip-77', asset_id: '9' }],
    });
  });

  it.each([
    { url: undefined, secure_url: undefined },
    { secure_url: 'https://elsewhere.example/x' },
    { url: undefined, secure_url: undefined, resource_type: 'video' },
    { url: undefined, secure_url: undefined, type: 'upload' },
    { public_id: undefined },
    { public_id: 5 },
  ])('names no asset with %j', (change) => {
    expect(notificationOf({ ...moderation, ...change })).toMatchObject({ assets: [] });
  });
});

describe('types of unpublished shape', () => {
  const opaque = (named: string, body: object) => notificationOf({ notification_type: named, ...body });

  it.each([
    'restore_asset_version',
    'info',
    'generate_archive',
    'delete_by_token',
    'error',
    'publish',
    'report',
    'sprite',
    'bulk_refresh_auto_fetch',
    'invalidate_custom_cdn',
    'a type of tomorrow',
    '__proto__',
    'constructor',
  ])('stay opaque: %s', (named) => {
    expect(opaque(named, {})).toStrictEqual({ notification_type: 'opaque', named, assets: [] });
  });

  it('hint at the asset that the body names', () => {
    expect(opaque('info', { ...hero, info: {} })).toMatchObject({ assets: [hero] });
    expect(opaque('info', { ...hero, asset_id: 5 })).toMatchObject({
      assets: [{ resource_type: 'image', type: 'upload', public_id: 'catalog/hero' }],
    });
  });

  it.each(['public_id', 'resource_type', 'type'])('hint at an asset_id alone, where the %s is missing', (field) => {
    expect(opaque('info', { ...hero, [field]: undefined })).toMatchObject({ assets: [{ asset_id: hero.asset_id }] });
    expect(opaque('info', { ...hero, [field]: undefined, asset_id: undefined })).toMatchObject({ assets: [] });
  });

  it('hint at every asset in either container', () => {
    const { public_id, ...keyed } = hero;
    expect(opaque('delete_by_token', { resources: [hero, { asset_id: '2' }, 'x', null, {}] })).toMatchObject({
      assets: [hero, { asset_id: '2' }],
    });
    expect(opaque('delete_by_token', { asset_id: '1', resources: { [public_id]: keyed } })).toMatchObject({
      assets: [{ asset_id: '1' }, hero],
    });
  });
});
