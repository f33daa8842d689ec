import { describe, expect, test } from 'vitest';
import type { InventoryRecord } from '../../../shared/domain/inventory/inventory-record.ts';
import { type Knowledge, toldState } from '../../../shared/domain/inventory/told-state.ts';
import { withTold } from '../../../shared/domain/inventory/with-told.ts';
import { entry, minute } from '../journal/entries.ts';
import { ASSET_ID, KEY, knowing, LISTED, listed, listedWithout } from './records.ts';

const STORED = { key: KEY, sha256: 's7', verified: 'md5', source: 'download' } as const;
const uploaded = entry('revision', 20, {
  asset_id: ASSET_ID,
  version: 7,
  version_id: 'v7',
  bytes: 50,
  etag: 'e7',
  format: 'png',
  outcome: 'stored',
  ...STORED,
  tags: ['old'],
  original_filename: 'a.png',
  coordinates: { faces: [] },
  created_at: '2026-11-20T09:00:00Z',
});

function completed(row: InventoryRecord, knowledge: Knowledge): InventoryRecord {
  return withTold(row, toldState(ASSET_ID, knowledge, minute(LISTED)), knowledge);
}

const TOLD_ONLY = { original_filename: 'a.png', coordinates: { faces: [] }, created_at: '2026-11-20T09:00:00Z' };

describe('a row', () => {
  test('of an asset of which nothing tells, or only that it was deleted, stays as it is', () => {
    expect(completed(listed(), knowing([]))).toEqual(listed());
    const deleted = entry('deleted', 30, { asset_id: ASSET_ID });
    expect(completed(listed(), knowing([uploaded, deleted]))).toEqual(listed());
  });

  test('keeps what no listing tells, and of what it does, the listing', () => {
    const row = listed({ status: 'protected', ...STORED });
    expect(completed(row, knowing([uploaded]))).toEqual({ ...row, version_id: 'v7', ...TOLD_ONLY });
    const bare = { ...listedWithout('etag', 'format'), status: 'protected', ...STORED } as const;
    expect(completed(bare, knowing([uploaded]))).toEqual({ ...row, version_id: 'v7', ...TOLD_ONLY });
  });

  test('of another revision keeps what an overwrite keeps', () => {
    const row = listed({ version: 8, status: 'pending' });
    expect(completed(row, knowing([uploaded]))).toEqual({ ...row, created_at: '2026-11-20T09:00:00Z' });
    const tagged = entry('display_name', 20, { asset_id: ASSET_ID, change: { now: 'A' } });
    expect(completed(listed(), knowing([tagged]))).toEqual(listed({ display_name: 'A' }));
  });

  test('of what is excluded by now says where its bytes are', () => {
    const row = listed({ status: 'excluded', detail: 'excluded by tag t' });
    expect(completed(row, knowing([uploaded]))).toMatchObject({ status: 'excluded', ...STORED });
  });

  test('of what was withdrawn at Cloudinary says what the original was, and where its bytes are', () => {
    const row = listed({ placeholder: true, bytes: 0, status: 'placeholder' });
    expect(completed(row, knowing([uploaded]))).toEqual({
      ...row,
      bytes: 50,
      version_id: 'v7',
      ...TOLD_ONLY,
      ...STORED,
    });
  });

  test('of a renamed asset whose copy is missing says where the bytes are under its old name', () => {
    const row = listed({ public_id: 'b', status: 'pending' });
    expect(completed(row, knowing([uploaded]))).toMatchObject({ public_id: 'b', status: 'pending', ...STORED });
  });

  test('does not say that bytes are there which verify did not find', () => {
    const observed = entry('observed', 30, {
      asset_id: ASSET_ID,
      state: 'present',
      revision: { version: 7, bytes: 50, etag: 'e7', key: KEY, verified: 'md5' },
    });
    const refuted = entry('revision', 20, {
      asset_id: ASSET_ID,
      version: 7,
      bytes: 50,
      etag: 'e7',
      origin: 'verify',
      outcome: 'lost',
    });
    const knowledge = knowing([uploaded, observed, { ...refuted, recorded_at: minute(45) }]);
    expect(completed(listed({ status: 'pending' }), knowledge)).not.toHaveProperty('key');
  });

  test('names its asset first, whatever its details are called', () => {
    const odd = { ...uploaded, coordinates: { asset_id: 'other' } };
    const text = JSON.stringify(completed(listed(), knowing([odd])));
    expect(/"asset_id":"([^"]*)"/.exec(text)?.[1]).toBe(ASSET_ID);
  });
});
