import { describe, expect, it } from 'vitest';
import { parseDescribedAsset } from '#shared/domain/cloudinary/described-asset.ts';
import { exampleBodies } from './example-bodies.ts';
import { notificationOf } from './parse.ts';

const { uploadImage, uploadRaw } = exampleBodies;

function described(change: object) {
  return parseDescribedAsset({ ...uploadImage, ...change });
}

describe('parseDescribedAsset', () => {
  it('reads what the Admin API answers, where much is missing', () => {
    const asset = { resource_type: 'image', type: 'upload', public_id: 'a' };
    const revision = { version: 7, bytes: 0 };
    expect(parseDescribedAsset({ ...asset, ...revision, status: 'x' })).toStrictEqual({
      asset,
      revision,
      details: { tags: [] },
      placeholder: false,
    });
  });

  it('reads every detail that a restore needs', () => {
    const details = {
      tags: ['a'],
      context: { alt: 'Hero' },
      metadata: { sku: '1' },
      asset_folder: 'f',
      display_name: 'd',
      access_control: [{ access_type: 'token' }],
      access_mode: 'authenticated',
      moderation: [{ kind: 'manual', status: 'rejected', updated_at: '2026-11-20T13:05:09.000000Z' }],
      related_assets: [{ resource_type: 'raw', type: 'upload', public_id: 'b.pdf', asset_id: '1' }],
      original_filename: 'o',
      created_at: '2026-11-20T09:15:32Z',
      coordinates: { custom: [[1, 2, 3, 4]], faces: [[5, 6, 7, 8]] },
    };
    expect(described({ ...details, context: { custom: details.context } })?.details).toStrictEqual(details);
    expect(described(details)?.details).toStrictEqual(details);
  });

  it.each(['.', '..', ''])('takes no asset_id %j, which would lead elsewhere in the path of a URL', (asset_id) => {
    expect(described({ asset_id })?.asset).not.toHaveProperty('asset_id');
  });

  it('knows that there are no tags if they are left out', () => {
    const { tags: _, ...untagged } = uploadImage;
    expect(parseDescribedAsset(untagged)?.details).toStrictEqual({ ...described({})?.details, tags: [] });
  });

  const manual = { kind: 'manual', status: 'pending' };
  it.each<[string, object, readonly object[] | undefined]>([
    [
      'the list of an answer',
      { moderation: [manual, { ...manual, kind: 'x', response: {} }] },
      [manual, { ...manual, kind: 'x' }],
    ],
    ['an empty list', { moderation: [] }, []],
    ['what can be read of a list', { moderation: [null, { kind: 'x' }, { ...manual, updated_at: 'soon' }] }, [manual]],
    ['the fields of a listing', { moderation_kind: 'manual', moderation_status: 'pending' }, [manual]],
    ['the list rather than those fields', { moderation: [], moderation_kind: 'x', moderation_status: 'y' }, []],
    ['nothing else', { moderation: 'manual', moderation_kind: 'manual' }, undefined],
    ['nothing without a kind', { moderation_status: 'rejected' }, undefined],
  ])('reads decisions of moderation from %s', (_, fields, moderation) => {
    expect(described(fields)?.details.moderation).toStrictEqual(moderation);
  });

  it('knows related assets only from a whole list', () => {
    const [{ asset }, other] = [described({}) ?? { asset: {} }, { ...uploadRaw, format: 'csv' }];
    const { asset_id, resource_type, type, public_id } = uploadRaw;
    const related = [asset, { asset_id, resource_type, type, public_id }];
    expect(described({ related_assets: [uploadImage, other] })?.details.related_assets).toStrictEqual(related);
    expect(described({ related_assets: [uploadImage], related_next_cursor: 'c' })?.details).not.toHaveProperty(
      'related_assets',
    );
    expect(described({ related_assets: [uploadImage, {}] })?.details).not.toHaveProperty('related_assets');
  });

  it.each([
    ['a map that has a key custom of text', { custom: 'x', a: 5 }, { custom: 'x', a: '5' }],
    ['an empty map', {}, {}],
    ['an empty custom map', { custom: {} }, {}],
  ])('reads context from %s', (_, context, expected) => {
    expect(described({ context })?.details.context).toStrictEqual(expected);
  });

  it('distinguishes null access control from unknown access control', () => {
    expect(described({ access_control: null })?.details).toHaveProperty('access_control', null);
    expect(described({})?.details).not.toHaveProperty('access_control');
  });

  it.each<[string, object, unknown]>([
    ['none, if it names the access mode', { access_mode: 'public' }, null],
    ['none, if it says so', { access_mode: 'public', access_control: [] }, []],
    [
      'what it says',
      { access_mode: 'public', access_control: [{ access_type: 'anonymous' }] },
      [{ access_type: 'anonymous' }],
    ],
    ['unknown, if it cannot be read', { access_mode: 'public', access_control: 'token' }, undefined],
    ['unknown, if the access mode cannot be read', { access_mode: 5 }, undefined],
  ])('takes the access control of a description for %s', (_, fields, expected) => {
    expect(described(fields)?.details.access_control).toStrictEqual(expected);
  });

  it.each([
    // Some SDKs send numbers in digits.
    ['version', '1795166132', 1795166132],
    ['version', '123456789012345', 123_456_789_012_345],
    ['bytes', '000734003', 734003],
    ['etag', uploadImage.etag.toUpperCase(), uploadImage.etag],
    ['format', 'x'.repeat(32), 'x'.repeat(32)],
  ])('reads %s %j as %j', (field, value, expected) => {
    expect(described({ [field]: value })?.revision).toHaveProperty(field, expected);
  });

  it.each([
    ['etag', null],
    ['etag', ''],
    ['etag', `W/"${uploadImage.etag}"`],
    ['etag', `${uploadImage.etag}0`],
    ['etag', `${uploadImage.etag}\n`],
    ['version_id', null],
    ['version_id', ''],
    ['format', ''],
    ['format', 'x'.repeat(33)],
    ['format', 'a/b'],
    ['format', 5],
    ['bytes', null],
    ['bytes', 1.5],
    ['bytes', '1234567890123456'],
    ['bytes', '1e3'],
    ['bytes', -1],
    ['bytes', 2 ** 53],
    ['tags', 'autumn'],
    ['tags', [5]],
    ['context', 'a=b'],
    ['context', []],
    ['metadata', []],
    ['asset_folder', null],
    ['display_name', 5],
    ['access_control', 'token'],
    ['access_mode', ''],
    ['moderation', {}],
    ['related_assets', [{ asset_id: '1' }]],
    ['original_filename', false],
    ['created_at', 1795166132],
  ])('treats %s %j as absent, and keeps the revision', (field, value) => {
    const asset = described({ [field]: value });
    expect({ ...asset?.revision, ...asset?.details }).not.toHaveProperty(field);
    expect(asset?.revision.version).toBe(1795166132);
  });

  it('passes over the format of a raw asset, whose public_id carries it', () => {
    expect(parseDescribedAsset({ ...uploadRaw, format: 'csv' })?.revision).not.toHaveProperty('format');
  });

  it.each([
    [true, true],
    [false, false],
    [undefined, false],
    ['true', false],
  ])('takes only true for a placeholder, or an existing asset: %j', (mark, expected) => {
    expect(described({ placeholder: mark })?.placeholder).toBe(expected);
    expect(notificationOf({ ...uploadImage, existing: mark })).toHaveProperty('existing', expected);
  });

  it('leaves the mark of an existing asset to the notification', () => {
    expect(described({ existing: true })).toStrictEqual(described({}));
  });

  it.each([null, [], 'x', {}, { ...uploadImage, version: 'x' }])('is undefined for %j', (json) => {
    expect(parseDescribedAsset(json)).toBeUndefined();
  });
});
