import { describe, expect, test } from 'vitest';
import type { InventoryRecord } from '../../../shared/domain/inventory/inventory-record.ts';
import type {
  DeletedEntry,
  ObservedEntry,
  RenamedEntry,
  RevisionEntry,
} from '../../../shared/domain/journal/journal-entry.ts';
import {
  type ExpectedRevision,
  expectedOfEntry,
  expectedOfRecord,
  isAsExpected,
  md5OfEtag,
  parseExpected,
  weightOf,
} from '../../../shared/domain/verify/expected-revision.ts';

const MD5 = '0123456789abcdef0123456789abcdef';
const OTHER = 'ffffffffffffffffffffffffffffffff';
const ASSET = { resource_type: 'image', type: 'upload', public_id: 'a', asset_id: 'a3c1' };
const REVISION = { version: 1700000000, version_id: '7be4', format: 'jpg', bytes: 500, etag: MD5 };
const STORED = { key: 'pipeline/res/demo/image/upload/a/1700000000.jpg', sha256: 'ff', verified: 'md5' } as const;
const BASE = {
  v: 1,
  id: '01',
  at: '2026-11-20T09:15:32.418220Z',
  recorded_at: '2026-11-20T09:15:33.000000Z',
  cloud: 'demo',
} as const;

const expected: ExpectedRevision = {
  ...ASSET,
  ...STORED,
  version: 1700000000,
  version_id: '7be4',
  format: 'jpg',
  bytes: 500,
  md5: MD5,
  at: BASE.at,
};

describe('what an entry of the journal leads to expect', () => {
  const revision: RevisionEntry = { ...BASE, ...ASSET, ...REVISION, ...STORED, kind: 'revision', outcome: 'stored' };
  const { sha256: _, ...storedBefore } = STORED;

  test('a revision that was stored, or was there before', () => {
    expect(expectedOfEntry({ ...revision, tags: ['no detail'] })).toStrictEqual(expected);
    const before: RevisionEntry = {
      ...BASE,
      ...ASSET,
      ...REVISION,
      ...storedBefore,
      kind: 'revision',
      outcome: 'already-stored',
    };
    const { sha256: _sha256, ...withoutSha256 } = expected;
    expect(expectedOfEntry(before)).toStrictEqual(withoutSha256);
  });

  test('a revision of an asset without asset_id, of which only the length is known', () => {
    const { asset_id: _id, ...asset } = ASSET;
    const bare: RevisionEntry = {
      ...BASE,
      ...asset,
      kind: 'revision',
      outcome: 'stored',
      version: 1,
      bytes: 5,
      etag: 'no MD5',
      key: 'k',
    };
    expect(expectedOfEntry(bare)).toStrictEqual({
      ...asset,
      version: 1,
      bytes: 5,
      key: 'k',
      verified: 'length',
      at: BASE.at,
    });
  });

  test('the copy of a rename, under its new name', () => {
    const renamed: RenamedEntry = {
      ...BASE,
      ...ASSET,
      kind: 'renamed',
      to_public_id: 'b',
      revision: { ...REVISION, ...STORED },
    };
    expect(expectedOfEntry(renamed)).toStrictEqual({ ...expected, public_id: 'b' });
    expect(expectedOfEntry({ ...renamed, to_type: 'private' })).toStrictEqual({
      ...expected,
      public_id: 'b',
      type: 'private',
    });
    expect(expectedOfEntry({ ...renamed, revision: REVISION })).toBeUndefined();
    const { revision: _revision, ...without } = renamed;
    expect(expectedOfEntry(without)).toBeUndefined();
  });

  test('what an inventory observed', () => {
    const observed: ObservedEntry = {
      ...BASE,
      ...ASSET,
      kind: 'observed',
      state: 'present',
      revision: { ...REVISION, ...STORED },
    };
    expect(expectedOfEntry(observed)).toStrictEqual(expected);
    expect(expectedOfEntry({ ...BASE, ...ASSET, kind: 'observed', state: 'gone' })).toBeUndefined();
  });

  test('nothing of what was not stored, or is no revision', () => {
    expect(expectedOfEntry({ ...BASE, ...ASSET, ...REVISION, kind: 'revision', outcome: 'lost' })).toBeUndefined();
    const deleted: DeletedEntry = { ...BASE, ...ASSET, kind: 'deleted', version: 1700000000 };
    expect(expectedOfEntry(deleted)).toBeUndefined();
  });
});

test('a row of an inventory leads to expect its object, if it has one', () => {
  const record: InventoryRecord = {
    v: 1,
    cloud: 'demo',
    ...ASSET,
    ...REVISION,
    ...STORED,
    listed_at: '2026-11-20T10:00:00.000000Z',
  };
  expect(expectedOfRecord(record)).toStrictEqual({ ...expected, at: record.listed_at });
  const { key: _, ...unprotected } = record;
  expect(expectedOfRecord(unprotected)).toBeUndefined();
});

test('an ETag is an MD5 only where it looks like one', () => {
  expect(md5OfEtag(MD5)).toBe(MD5);
  expect([undefined, '', `${MD5}-2`, MD5.toUpperCase(), `${MD5}0`].map(md5OfEtag)).toEqual(Array(5).fill(undefined));
});

test.each([
  [{ bytes: 5, md5: MD5 }, { bytes: 5, md5: MD5 }, true],
  [{ bytes: 5, md5: OTHER }, { bytes: 5, md5: MD5 }, false],
  [{ bytes: 6, md5: MD5 }, { bytes: 5, md5: MD5 }, false],
  [{ bytes: 5 }, { bytes: 5, md5: MD5 }, true],
  [{ bytes: 5, md5: MD5 }, { bytes: 5 }, true],
  [{ bytes: 6 }, { bytes: 5 }, false],
])('%j against %j: %s', (found, wanted, matches) => {
  expect(isAsExpected(found, wanted)).toBe(matches);
});

test('of several expectations, the one that tells most weighs most', () => {
  const { md5: _md5, sha256: _sha256, ...bare } = expected;
  const { asset_id: _id, ...nameless } = bare;
  const byLength = { ...bare, verified: 'length' } as const;
  const weights = [
    weightOf({ ...nameless, verified: 'length' }, false),
    weightOf(byLength, false),
    weightOf({ ...byLength, sha256: 'ff' }, false),
    weightOf({ ...byLength, md5: MD5 }, false),
    weightOf(byLength, true),
    weightOf({ ...bare, md5: MD5 }, false),
    weightOf({ ...bare, md5: MD5 }, true),
    weightOf(expected, true),
  ];
  expect(weights).toEqual([...new Set(weights)].sort((a, b) => a - b));
  // Without an MD5 there was none to verify by.
  expect(weightOf({ ...bare, verified: 'md5' }, false)).toBe(weightOf(byLength, false));
});

test('a line is read as it was written', () => {
  expect(parseExpected(JSON.stringify(expected))).toEqual(expected);
});
