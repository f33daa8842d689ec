import { describe, expect, it } from 'vitest';
import { identityText, referenceOf } from '#shared/domain/asset/asset.ts';

const identity = { resource_type: 'image', type: 'upload', public_id: 'a/"b"' };
const asset = { ...identity, asset_id: '1', extra: true };

it('referenceOf keeps what names the asset, and nothing else', () => {
  expect(referenceOf(asset)).toStrictEqual({ ...identity, asset_id: '1' });
  expect(referenceOf({ ...identity, asset_id: undefined })).toStrictEqual(identity);
});

describe('identityText', () => {
  it('is the three parts of an identity, and nothing else of the asset', () => {
    expect(identityText(asset)).toBe('["image","upload","a/\\"b\\""]');
  });

  it('distinguishes identities that only differ in where one part ends', () => {
    const texts = [
      { resource_type: 'image', type: 'upload', public_id: 'a' },
      { resource_type: 'image', type: 'upload,a', public_id: '' },
      { resource_type: 'image","upload', type: 'a', public_id: '' },
      { resource_type: 'video', type: 'upload', public_id: 'a' },
    ].map(identityText);
    expect(new Set(texts).size).toBe(texts.length);
  });
});
