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
    expect(described({ ...details, context: { custom: details.context } })?.details).toStrictEqual(details);
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
    ['original_filename', false],
    ['created_at', 1795166132],
  ])('counts %s %j as absent, and loses no revision over it', (field, value) => {
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
