import { describe, expect, test } from 'vitest';
import { detailsOf } from '#shared/domain/asset/asset-details.ts';
import {
  type InventoryRecord,
  inventoryRowOf,
  parseRecord,
  recordOf,
  referenceOfRecord,
  revisionOf,
  storedBytesOf,
} from '#shared/domain/inventory/inventory-record.ts';
import { LISTINGS } from '#shared/domain/inventory/listing.ts';
import { type Knowledge, toldState } from '#shared/domain/inventory/told-state.ts';
import { goneEntry, untoldChange } from '#shared/domain/inventory/untold-change.ts';
import { withTold } from '#shared/domain/inventory/with-told.ts';
import { entry, minute } from '../journal/entries.ts';
import { ASSET_ID, KEY, knowing, LISTED, listed, listedWithout, revisionEntry } from './records.ts';

const asset = { resource_type: 'image', type: 'upload', public_id: 'a', asset_id: ASSET_ID };
/** What every entry about it holds that an inventory writes. */
const OBSERVED = { ...asset, kind: 'observed', cloud: 'demo', id: expect.any(String) };
const STORED = { key: KEY, verified: 'md5' } as const;
const uploaded = revisionEntry(20, 'stored', { version_id: 'v7', format: 'png', ...STORED, tags: ['t'] });
function told(...events: Parameters<typeof knowing>[0]) {
  return toldState(ASSET_ID, knowing(events), minute(LISTED));
}

describe('an untold change', () => {
  test('has an id of its time and content, so that another attempt gives the same', () => {
    const change = untoldChange(listed({ tags: ['u'] }), told(uploaded), STORED);
    expect(change).toEqual({
      ...OBSERVED,
      state: 'present',
      at: minute(LISTED),
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
    ...OBSERVED,
    state: 'gone',
    at: minute(55),
  });
});

const SEEN = { key: KEY, sha256: 's7', verified: 'md5', source: 'download' } as const;
const TOLD_ONLY = { original_filename: 'a.png', coordinates: { faces: [] }, created_at: '2026-11-20T09:00:00Z' };
const uploadedWhole = { ...uploaded, ...SEEN, tags: ['old'], ...TOLD_ONLY };

function completed(row: InventoryRecord, knowledge: Knowledge): InventoryRecord {
  return withTold(row, toldState(ASSET_ID, knowledge, minute(LISTED)), knowledge);
}

describe('a row', () => {
  test('of an asset of which nothing tells, or only that it was deleted, stays as it is', () => {
    expect(completed(listed(), knowing([]))).toEqual(listed());
    const deleted = entry('deleted', 30, { asset_id: ASSET_ID });
    expect(completed(listed(), knowing([uploadedWhole, deleted]))).toEqual(listed());
  });

  test('keeps what no listing tells, and of what it does, the listing', () => {
    const row = listed({ status: 'protected', ...SEEN });
    expect(completed(row, knowing([uploadedWhole]))).toEqual({ ...row, version_id: 'v7', ...TOLD_ONLY });
    const bare = { ...listedWithout('etag', 'format'), status: 'protected', ...SEEN } as const;
    expect(completed(bare, knowing([uploadedWhole]))).toEqual({ ...row, version_id: 'v7', ...TOLD_ONLY });
  });

  test('of another revision keeps what an overwrite keeps', () => {
    const row = listed({ version: 8, status: 'pending' });
    expect(completed(row, knowing([uploadedWhole]))).toEqual({ ...row, created_at: '2026-11-20T09:00:00Z' });
    const tagged = entry('display_name', 20, { asset_id: ASSET_ID, change: { now: 'A' } });
    expect(completed(listed(), knowing([tagged]))).toEqual(listed({ display_name: 'A' }));
  });

  test('of what is excluded by now says where its bytes are', () => {
    const row = listed({ status: 'excluded', detail: 'excluded by tag t' });
    expect(completed(row, knowing([uploadedWhole]))).toMatchObject({ status: 'excluded', ...SEEN });
  });

  test('of what was withdrawn at Cloudinary says what the original was, and where its bytes are', () => {
    const row = listed({ placeholder: true, bytes: 0, status: 'placeholder' });
    expect(completed(row, knowing([uploadedWhole]))).toEqual({
      ...row,
      bytes: 50,
      version_id: 'v7',
      ...TOLD_ONLY,
      ...SEEN,
    });
  });

  test('of a renamed asset whose copy is missing says where the bytes are under its old name', () => {
    const row = listed({ public_id: 'b', status: 'pending' });
    expect(completed(row, knowing([uploadedWhole]))).toMatchObject({ public_id: 'b', status: 'pending', ...SEEN });
  });

  test('does not say that bytes are there which verify did not find', () => {
    const observed = entry('observed', 30, {
      asset_id: ASSET_ID,
      state: 'present',
      revision: { version: 7, bytes: 50, etag: 'e7', key: KEY, verified: 'md5' },
    });
    const refuted = revisionEntry(20, 'lost', { origin: 'verify', recorded_at: minute(45) });
    const knowledge = knowing([uploadedWhole, observed, refuted]);
    expect(completed(listed({ status: 'pending' }), knowledge)).not.toHaveProperty('key');
  });

  test('names its asset first, whatever its details are called', () => {
    const odd = { ...uploadedWhole, coordinates: { asset_id: 'other' } };
    const text = JSON.stringify(completed(listed(), knowing([odd])));
    expect(/"asset_id":"([^"]*)"/.exec(text)?.[1]).toBe(ASSET_ID);
  });
});

const revision = { version: 7, bytes: 50, etag: 'e7', format: 'png' };

describe('a record', () => {
  test('is an asset as it was listed, flat; a line of it reads as the same', () => {
    const record = recordOf('demo', { asset, revision, details: { tags: ['t'] }, placeholder: false }, minute(LISTED));
    expect(record).toEqual(listed());
    expect(parseRecord(JSON.stringify(record))).toEqual(record);
  });

  test('says where the original is not there', () => {
    expect(recordOf('demo', { asset, revision, details: {}, placeholder: true }, minute(LISTED))).toMatchObject({
      placeholder: true,
    });
  });

  test('is not to be had of an asset without asset_id', () => {
    const { asset_id: _, ...nameless } = asset;
    expect(recordOf('demo', { asset: nameless, revision, details: {}, placeholder: false }, '')).toBeUndefined();
  });

  test('tells its parts from each other, each without what is unknown', () => {
    const stored = { key: KEY, sha256: 's', verified: 'md5', source: 'download' } as const;
    const record = listed({ ...stored, queued: true, status: 'protected', tries: 1, detail: 'd' });
    expect(referenceOfRecord(record)).toEqual(asset);
    expect(revisionOf(record)).toEqual(revision);
    expect(detailsOf(record)).toEqual({ tags: ['t'] });
    expect(storedBytesOf(record)).toEqual(stored);
    expect(storedBytesOf({ key: KEY })).toEqual({ key: KEY, verified: 'length' });
    expect(storedBytesOf(listed())).toBeUndefined();
    expect(inventoryRowOf(record)).toEqual({
      asset,
      listed_at: minute(LISTED),
      revision: { ...revision, ...stored },
      details: { tags: ['t'] },
    });
    expect(inventoryRowOf(listed()).revision).toEqual(revision);
  });
});

test('the listings are those of every resource type and every delivery type of originals', () => {
  expect(LISTINGS.map(({ resource_type, type }) => `${resource_type}/${type}`)).toEqual([
    ...['image/upload', 'image/private', 'image/authenticated'],
    ...['video/upload', 'video/private', 'video/authenticated'],
    ...['raw/upload', 'raw/private', 'raw/authenticated'],
  ]);
});
