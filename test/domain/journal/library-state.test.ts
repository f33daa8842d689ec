import { describe, expect, it } from 'vitest';
import { assetAt, type LibraryState, livingAssets } from '../../../shared/domain/journal/library-state.ts';
import { minute } from './entries.ts';

const A = { resource_type: 'image', type: 'upload', public_id: 'a' };
const state: LibraryState = {
  assets: [
    { asset: { ...A, asset_id: '1' }, details: {}, deleted_at: minute(2) },
    { asset: { ...A, asset_id: '2' }, details: {} },
    { asset: { ...A, public_id: 'b', asset_id: '3' }, details: {} },
  ],
};

describe('livingAssets and assetAt', () => {
  it('leave out what is deleted', () => {
    expect(livingAssets(state).map(({ asset }) => asset.asset_id)).toEqual(['2', '3']);
    expect(assetAt(state, A)?.asset.asset_id).toBe('2');
  });

  it.each([{ public_id: 'c' }, { type: 'private' }, { resource_type: 'video' }])('know no asset with %j', (change) => {
    expect(assetAt(state, { ...A, ...change })).toBeUndefined();
  });
});
