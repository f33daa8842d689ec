import { describe, expect, test } from 'vitest';
import { detailsOf } from '../../../shared/domain/asset/asset-details.ts';
import {
  inventoryRowOf,
  parseRecord,
  recordOf,
  referenceOfRecord,
  revisionOf,
  storedBytesOf,
} from '../../../shared/domain/inventory/inventory-record.ts';
import { LISTINGS } from '../../../shared/domain/inventory/listing.ts';
import { minute } from '../journal/entries.ts';
import { ASSET_ID, KEY, LISTED, listed } from './records.ts';

const asset = { resource_type: 'image', type: 'upload', public_id: 'a', asset_id: ASSET_ID };
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
