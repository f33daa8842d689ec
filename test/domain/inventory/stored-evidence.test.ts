import { describe, expect, test } from 'vitest';
import { isSameRevision, keysOfRecord, storedEvidence } from '../../../shared/domain/inventory/stored-evidence.ts';
import { entry, minute } from '../journal/entries.ts';
import { ALTERNATIVE_KEY, ASSET_ID, KEY, knowing, listed, listedWithout } from './records.ts';

const R7 = { version: 7, bytes: 50, etag: 'e7' };

function stored(at: number, more = {}) {
  return entry('revision', at, {
    asset_id: ASSET_ID,
    ...R7,
    outcome: 'stored',
    key: KEY,
    sha256: 's7',
    verified: 'md5',
    source: 'download',
    ...more,
  });
}

const SEEN = { key: KEY, sha256: 's7', verified: 'md5', source: 'download' };

test('a revision has two keys, or one where no etag names the other', () => {
  expect(keysOfRecord(listed())).toEqual([KEY, ALTERNATIVE_KEY]);
  expect(keysOfRecord(listedWithout('etag'))).toEqual([KEY]);
});

test('what is known is about the listed revision where version, length and etag are, as far as it is listed', () => {
  expect(isSameRevision(R7, listed())).toBe(true);
  expect(isSameRevision(R7, listedWithout('etag'))).toBe(true);
  expect(isSameRevision({ version: 7, bytes: 50 }, listed())).toBe(false);
  for (const other of [{ version: 8 }, { bytes: 51 }, { etag: 'e8' }]) {
    expect(isSameRevision({ ...R7, ...other }, listed())).toBe(false);
  }
});

describe('what says that a revision is in the bucket', () => {
  test('is nothing, where nobody tells, or only that it is not there', () => {
    expect(storedEvidence(listed(), knowing([]))).toBeUndefined();
    const told = [
      entry('revision', 20, { asset_id: ASSET_ID, ...R7, outcome: 'lost' }),
      entry('tags', 21, { asset_id: ASSET_ID, change: { added: [], removed: [] } }),
      entry('observed', 22, { asset_id: ASSET_ID, state: 'gone' }),
    ];
    expect(storedEvidence(listed(), knowing(told, listed({ status: 'pending' })))).toBeUndefined();
  });

  test('is an entry of the journal, whenever its event may have been', () => {
    for (const at of [0, 49, 50, 59]) expect(storedEvidence(listed(), knowing([stored(at)]))).toEqual(SEEN);
  });

  test('is no entry of another revision, nor of the name that the asset had before', () => {
    for (const other of [{ version: 6 }, { bytes: 49 }, { etag: 'e6' }]) {
      expect(storedEvidence(listed(), knowing([stored(20, other)]))).toBeUndefined();
    }
    const renamed = listed({ public_id: 'b' });
    expect(storedEvidence(renamed, knowing([stored(20)], listed({ key: KEY, status: 'protected' })))).toBeUndefined();
    const rename = entry('renamed', 30, {
      asset_id: ASSET_ID,
      to_public_id: 'b',
      revision: { ...R7, format: 'png', key: KEY.replace('/a/', '/b/'), verified: 'md5' },
    });
    expect(storedEvidence(renamed, knowing([stored(20), rename]))).toMatchObject({ key: KEY.replace('/a/', '/b/') });
  });

  test('is the row of the run before, or what an earlier run observed', () => {
    const row = listed({ key: KEY, status: 'protected' });
    expect(storedEvidence(listed(), knowing([], row))).toEqual({ key: KEY, verified: 'length' });
    expect(storedEvidence(listed(), knowing([], { ...row, version: 6 }))).toBeUndefined();
    const seen = entry('observed', 20, {
      asset_id: ASSET_ID,
      state: 'present',
      revision: { ...R7, key: KEY, verified: 'md5' },
    });
    expect(storedEvidence(listed(), knowing([seen]))).toEqual({ key: KEY, verified: 'md5' });
  });

  test('is the witness that has seen the bytes pass, if one has', () => {
    const unseen = entry('revision', 30, {
      asset_id: ASSET_ID,
      ...R7,
      outcome: 'already-stored',
      key: KEY,
      verified: 'md5',
    });
    expect(storedEvidence(listed(), knowing([unseen, stored(20)]))).toEqual(SEEN);
  });

  test('may name the alternative key, which the witness knows where the listing has no etag', () => {
    const beside = stored(20, { key: ALTERNATIVE_KEY });
    expect(storedEvidence(listed(), knowing([beside]))?.key).toBe(ALTERNATIVE_KEY);
    expect(storedEvidence(listedWithout('etag'), knowing([beside]))?.key).toBe(ALTERNATIVE_KEY);
    const unknown = listedWithout('etag', 'tags');
    expect(storedEvidence(unknown, knowing([], { ...unknown, key: KEY }))).toEqual({ key: KEY, verified: 'length' });
  });

  test('is nothing that verify has refuted since, but what it mended or somebody stored after it', () => {
    const refuted = entry('revision', 20, {
      asset_id: ASSET_ID,
      ...R7,
      origin: 'verify',
      outcome: 'lost',
      recorded_at: minute(40),
    });
    const row = listed({ key: KEY, status: 'protected' });
    expect(storedEvidence(listed(), knowing([stored(20), refuted], row))).toBeUndefined();
    expect(storedEvidence(listed(), knowing([refuted, stored(41)], row))).toEqual(SEEN);
    const mended = stored(20, { origin: 'verify', key: ALTERNATIVE_KEY, recorded_at: minute(45) });
    expect(storedEvidence(listed(), knowing([stored(20), mended, refuted], row))?.key).toBe(ALTERNATIVE_KEY);
  });
});
