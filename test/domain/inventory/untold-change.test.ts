import { describe, expect, test } from 'vitest';
import { toldState } from '../../../shared/domain/inventory/told-state.ts';
import { goneEntry, untoldChange } from '../../../shared/domain/inventory/untold-change.ts';
import { entry, minute } from '../journal/entries.ts';
import { ASSET_ID, KEY, knowing, LISTED, listed } from './records.ts';

const STORED = { key: KEY, verified: 'md5' } as const;
const uploaded = entry('revision', 20, {
  asset_id: ASSET_ID,
  version: 7,
  version_id: 'v7',
  bytes: 50,
  etag: 'e7',
  format: 'png',
  outcome: 'stored',
  ...STORED,
  tags: ['t'],
});

function told(...events: Parameters<typeof knowing>[0]) {
  return toldState(ASSET_ID, knowing(events), minute(LISTED));
}

describe('an untold change', () => {
  test('is none where the listing shows what was told', () => {
    expect(untoldChange(listed(), told(uploaded), STORED)).toBeUndefined();
  });

  test('has an id of its time and content, so that another attempt gives the same', () => {
    const change = untoldChange(listed({ tags: ['u'] }), told(uploaded), STORED);
    expect(change).toEqual({
      kind: 'observed',
      state: 'present',
      cloud: 'demo',
      at: minute(LISTED),
      id: expect.any(String),
      resource_type: 'image',
      type: 'upload',
      public_id: 'a',
      asset_id: ASSET_ID,
      details: { tags: ['u'] },
    });
    expect(untoldChange(listed({ tags: ['u'] }), told(uploaded), STORED)).toEqual(change);
    expect(untoldChange(listed({ tags: ['v'] }), told(uploaded), STORED)?.id).not.toBe(change?.id);
  });

  test('of an asset of which nothing tells is the whole of it, less an original that is not there', () => {
    expect(untoldChange(listed(), undefined, undefined)).toMatchObject({
      revision: { version: 7, bytes: 50, etag: 'e7', format: 'png' },
      details: { tags: ['t'] },
    });
    expect(untoldChange(listed({ placeholder: true, bytes: 0 }), undefined, undefined)).not.toHaveProperty('revision');
  });

  test('of a name alone tells nothing but the asset', () => {
    const change = untoldChange(listed({ public_id: 'b' }), told(uploaded), undefined);
    expect(change).toMatchObject({ public_id: 'b' });
    expect(change).not.toHaveProperty('details');
    expect(change).not.toHaveProperty('revision');
  });

  test('of where the bytes are keeps what the listing lacks of the revision', () => {
    const lost = entry('revision', 20, { ...uploaded, outcome: 'lost', key: undefined } as never);
    const state = told(lost);
    expect(untoldChange(listed(), state, STORED)?.revision).toEqual({
      version: 7,
      version_id: 'v7',
      bytes: 50,
      etag: 'e7',
      format: 'png',
      ...STORED,
    });
  });
});

test('what is gone is named as it was told', () => {
  const state = told(uploaded);
  if (state === undefined) throw new Error('It was told.');
  expect(goneEntry('demo', state, minute(55))).toEqual({
    kind: 'observed',
    state: 'gone',
    cloud: 'demo',
    at: minute(55),
    id: expect.any(String),
    resource_type: 'image',
    type: 'upload',
    public_id: 'a',
    asset_id: ASSET_ID,
  });
});
