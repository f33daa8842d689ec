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
import { goneEntry, observedEntry } from '#shared/domain/inventory/observed-entry.ts';
import { type Knowledge, recordedState } from '#shared/domain/inventory/recorded-state.ts';
import { withRecorded } from '#shared/domain/inventory/with-recorded.ts';
import { entry, minute } from '../journal/entries.ts';
import { ASSET_ID, KEY, knowing, LISTED, listed, listedWithout, revisionEntry } from './records.ts';

const asset = { resource_type: 'image', type: 'upload', public_id: 'a', asset_id: ASSET_ID };
/** What every entry about it holds that an inventory run writes. */
const OBSERVED = { ...asset, kind: 'observed', cloud: 'demo', id: expect.any(String) };
const STORED = { key: KEY, verified: 'md5' } as const;
const uploaded = revisionEntry(20, 'stored', { version_id: 'v7', format: 'png', ...STORED, tags: ['t'] });
function stateOf(...events: Parameters<typeof knowing>[0]) {
  return recordedState(ASSET_ID, knowing(events), minute(LISTED));
}

describe('an observed entry', () => {
  test('has an id of its time and content, so another attempt gives the same', () => {
    const change = observedEntry(listed({ tags: ['u'] }), stateOf(uploaded), STORED);
    expect(change).toEqual({
      ...OBSERVED,
      state: 'present',
      at: minute(LISTED),
      details: { tags: ['u'] },
    });
    expect(observedEntry(listed({ tags: ['u'] }), stateOf(uploaded), STORED)).toEqual(change);
    expect(observedEntry(listed({ tags: ['v'] }), stateOf(uploaded), STORED)?.id).not.toBe(change?.id);
  });

  test('of an asset that nothing has recorded holds everything, except a missing original', () => {
    expect(observedEntry(listed(), undefined, undefined)).toMatchObject({
      revision: { version: 7, bytes: 50, etag: 'e7', format: 'png' },
      details: { tags: ['t'] },
    });
    expect(observedEntry(listed({ placeholder: true, bytes: 0 }), undefined, undefined)).not.toHaveProperty('revision');
  });

  test('of a changed name alone holds nothing but the asset', () => {
    const change = observedEntry(listed({ public_id: 'b' }), stateOf(uploaded), undefined);
    expect(change).toMatchObject({ public_id: 'b' });
    expect(change).not.toHaveProperty('details');
    expect(change).not.toHaveProperty('revision');
  });

  test('of where the bytes are keeps what the listing lacks of the revision', () => {
    const lost = entry('revision', 20, { ...uploaded, outcome: 'lost', key: undefined } as never);
    const state = stateOf(lost);
    expect(observedEntry(listed(), state, STORED)?.revision).toEqual({
      version: 7,
      version_id: 'v7',
      bytes: 50,
      etag: 'e7',
      format: 'png',
      ...STORED,
    });
  });
});

test('an asset that is gone is named as it was recorded', () => {
  const state = stateOf(uploaded);
  if (state === undefined) throw new Error('It is recorded.');
  expect(goneEntry('demo', state, minute(55))).toEqual({
    ...OBSERVED,
    state: 'gone',
    at: minute(55),
  });
});

const SEEN = { key: KEY, sha256: 's7', verified: 'md5', source: 'download' } as const;
const OTHER = { resource_type: 'raw', type: 'upload', public_id: 'b.pdf' };
const ONLY_NOTIFIED = {
  related_assets: [OTHER],
  original_filename: 'a.png',
  coordinates: { faces: [] },
  created_at: '2026-11-20T09:00:00Z',
};
const uploadedWhole = { ...uploaded, ...SEEN, tags: ['old'], ...ONLY_NOTIFIED };

function completed(row: InventoryRecord, knowledge: Knowledge): InventoryRecord {
  return withRecorded(row, recordedState(ASSET_ID, knowledge, minute(LISTED)), knowledge);
}

describe('a row', () => {
  test('of an asset that is not recorded, or only as deleted, stays as it is', () => {
    expect(completed(listed(), knowing([]))).toEqual(listed());
    const deleted = entry('deleted', 30, { asset_id: ASSET_ID });
    expect(completed(listed(), knowing([uploadedWhole, deleted]))).toEqual(listed());
  });

  test('keeps what no listing shows, and otherwise what is listed', () => {
    const row = listed({ status: 'protected', ...SEEN });
    expect(completed(row, knowing([uploadedWhole]))).toEqual({ ...row, version_id: 'v7', ...ONLY_NOTIFIED });
    const bare = { ...listedWithout('etag', 'format'), status: 'protected', ...SEEN } as const;
    expect(completed(bare, knowing([uploadedWhole]))).toEqual({ ...row, version_id: 'v7', ...ONLY_NOTIFIED });
  });

  test('of another revision keeps what an overwrite keeps', () => {
    const row = listed({ version: 8, status: 'pending' });
    expect(completed(row, knowing([uploadedWhole]))).toEqual({
      ...row,
      created_at: '2026-11-20T09:00:00Z',
      related_assets: [OTHER],
    });
    const tagged = entry('display_name', 20, { asset_id: ASSET_ID, change: { now: 'A' } });
    expect(completed(listed(), knowing([tagged]))).toEqual(listed({ display_name: 'A' }));
  });

  test('keeps decisions of moderation that it does not show', () => {
    const [manual, other] = ['manual', 'x'].map((kind) => ({ kind, status: 'rejected', updated_at: minute(30) }));
    const events = [
      uploaded,
      ...[manual, other].map((now) => entry('moderation', 30, { asset_id: ASSET_ID, change: { now } } as never)),
    ];
    const shown = listed({ moderation: [{ kind: 'x', status: 'approved' }] });
    const moderation = [manual, { kind: 'x', status: 'approved' }];
    expect(completed(shown, knowing(events))).toMatchObject({ moderation });
    expect(completed({ ...shown, version: 8 }, knowing(events))).toMatchObject({ moderation });
  });

  test('of an asset that is excluded now says where its bytes are', () => {
    const row = listed({ status: 'excluded', detail: 'excluded by tag t' });
    expect(completed(row, knowing([uploadedWhole]))).toMatchObject({ status: 'excluded', ...SEEN });
  });

  test('of an asset that was withdrawn at Cloudinary says what the original was, and where its bytes are', () => {
    const row = listed({ placeholder: true, bytes: 0, status: 'placeholder' });
    expect(completed(row, knowing([uploadedWhole]))).toEqual({
      ...row,
      bytes: 50,
      version_id: 'v7',
      ...ONLY_NOTIFIED,
      ...SEEN,
    });
  });

  test('of a renamed asset whose copy is missing says where the bytes are under its old name', () => {
    const row = listed({ public_id: 'b', status: 'pending' });
    expect(completed(row, knowing([uploadedWhole]))).toMatchObject({ public_id: 'b', status: 'pending', ...SEEN });
  });

  test('does not say where bytes are if verify did not find them there', () => {
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

  test('says if the original is not there', () => {
    expect(recordOf('demo', { asset, revision, details: {}, placeholder: true }, minute(LISTED))).toMatchObject({
      placeholder: true,
    });
  });

  test('is undefined for an asset without asset_id', () => {
    const { asset_id: _, ...nameless } = asset;
    expect(recordOf('demo', { asset: nameless, revision, details: {}, placeholder: false }, '')).toBeUndefined();
  });

  test('can be split into its parts, each without what is unknown', () => {
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
