import { describe, expect, it } from 'vitest';
import { parseDescribedAsset, referenceOf } from '../../../shared/domain/cloudinary/described-asset.ts';
import { exampleBodies } from './example-bodies.ts';
import { notificationOf } from './parse.ts';

const { uploadImage, uploadRaw } = exampleBodies;
function described(change: object) {
  return parseDescribedAsset({ ...uploadImage, ...change });
}

describe('parseDescribedAsset', () => {
  it('reads what the Admin API answers, where much is missing', () => {
    expect(
      parseDescribedAsset({
        resource_type: 'image',
        type: 'upload',
        public_id: 'a',
        version: 7,
        bytes: 0,
        status: 'x',
      }),
    ).toStrictEqual({
      asset: { resource_type: 'image', type: 'upload', public_id: 'a' },
      revision: { version: 7, bytes: 0 },
      details: {},
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
      original_filename: 'o',
      created_at: '2026-11-20T09:15:32Z',
      coordinates: { faces: [[1, 2, 3, 4]] },
    };
    expect(described({ ...details, context: { custom: { alt: 'Hero' } } })?.details).toStrictEqual(details);
    expect(described(details)?.details).toStrictEqual(details);
  });

  it.each([
    ['a map that has a key custom of text', { custom: 'x', a: 5 }, { custom: 'x', a: '5' }],
    ['an empty map', {}, {}],
    ['an empty custom map', { custom: {} }, {}],
  ])('reads context from %s', (_, context, expected) => {
    expect(described({ context })?.details.context).toStrictEqual(expected);
  });

  it('knows null access control from unknown access control', () => {
    expect(described({ access_control: null })?.details).toHaveProperty('access_control', null);
    expect(described({})?.details).not.toHaveProperty('access_control');
  });

  it('takes numbers in digits, as some SDKs send them', () => {
    expect(described({ version: '1795166132', bytes: '000734003' })?.revision).toMatchObject({
      version: 1795166132,
      bytes: 734003,
    });
    expect(described({ version: '123456789012345' })?.revision.version).toBe(123_456_789_012_345);
  });

  it.each([
    ['etag', null],
    ['etag', ''],
    ['etag', 'W/"3c6e0b8a9c15224a8228b9a98ca1531d"'],
    ['etag', '3c6e0b8a9c15224a8228b9a98ca1531d0'],
    ['etag', `3c6e0b8a9c15224a8228b9a98ca1531d\n`],
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
  ] as const)('counts %s %j as absent, and loses no revision over it', (field, value) => {
    const asset = described({ [field]: value });
    expect(asset?.revision).not.toHaveProperty(field);
    expect(asset?.revision.version).toBe(1795166132);
  });

  it.each([
    ['tags', 'autumn'],
    ['tags', [5]],
    ['context', 'a=b'],
    ['context', []],
    ['metadata', []],
    ['asset_folder', null],
    ['display_name', 5],
    ['access_control', 'token'],
    ['original_filename', false],
    ['created_at', 1795166132],
  ])('counts %s %j as absent', (field, value) => {
    expect(described({ [field]: value })?.details).not.toHaveProperty(field);
  });

  it('writes an etag in lower case', () => {
    expect(described({ etag: '3C6E0B8A9C15224A8228B9A98CA1531D' })?.revision.etag).toBe(uploadImage.etag);
  });

  it('passes over the format of a raw asset, whose public_id carries it', () => {
    expect(parseDescribedAsset({ ...uploadRaw, format: 'csv' })?.revision).not.toHaveProperty('format');
  });

  it('takes a format of 32 characters', () => {
    expect(described({ format: 'x'.repeat(32) })?.revision.format).toHaveLength(32);
  });

  it.each([
    [true, true],
    [false, false],
    [undefined, false],
    ['true', false],
  ])('placeholder %j: %s', (placeholder, expected) => {
    expect(described({ placeholder })?.placeholder).toBe(expected);
  });

  it('leaves the mark of an existing asset to the notification', () => {
    expect(described({ existing: true })?.details).not.toHaveProperty('existing');
    expect(notificationOf({ ...uploadImage, existing: true })).toHaveProperty('existing', true);
    expect(notificationOf({ ...uploadImage, existing: 'true' })).toHaveProperty('existing', false);
  });

  it.each([null, [], 'x', {}, { ...uploadImage, version: 'x' }])('is undefined for %j', (json) => {
    expect(parseDescribedAsset(json)).toBeUndefined();
  });
});

describe('referenceOf', () => {
  it('keeps what names the asset, and nothing else', () => {
    const identity = { resource_type: 'image', type: 'upload', public_id: 'a' };
    expect(referenceOf({ ...identity, asset_id: '1', version: 5 } as typeof identity)).toStrictEqual({
      ...identity,
      asset_id: '1',
    });
    expect(referenceOf({ ...identity, asset_id: undefined })).toStrictEqual(identity);
  });
});
