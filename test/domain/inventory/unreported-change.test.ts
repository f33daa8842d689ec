import { describe, expect, test } from 'vitest';
import type { AssetDetails } from '#shared/domain/asset/revision.ts';
import type { InventoryRecord } from '#shared/domain/inventory/inventory-record.ts';
import { goneEntry, observedEntry } from '#shared/domain/inventory/observed-entry.ts';
import { recordedState } from '#shared/domain/inventory/recorded-state.ts';
import { isUnreportedChange } from '#shared/domain/inventory/unreported-change.ts';
import type { JournalEntry } from '#shared/domain/journal/journal-entry.ts';
import { entry, minute } from '../journal/entries.ts';
import { ASSET_ID, KEY, knowing, LISTED, listed, listedWithout, revisionEntry } from './records.ts';

const STORED = { key: KEY, verified: 'md5' } as const;
const asset = { asset_id: ASSET_ID };

/** What a notification of the listed revision's upload makes of it. */
function uploaded(at = 20, more: object = {}): JournalEntry {
  return revisionEntry(at, 'stored', { ...STORED, tags: ['t'], ...more });
}

function seen(at: number, details: AssetDetails): JournalEntry {
  return entry('observed', at, { ...asset, state: 'present', details });
}

/** What an inventory run counts a listing as. */
function countedAs(record: InventoryRecord, events: readonly JournalEntry[], previous?: InventoryRecord) {
  const knowledge = knowing(events, previous);
  const recorded = recordedState(ASSET_ID, knowledge, minute(LISTED));
  const observed = observedEntry(record, recorded, recorded?.revision?.key === undefined ? undefined : STORED);
  if (observed === undefined) return 'nothing';
  return isUnreportedChange(observed, recorded, knowledge) ? 'unreported' : 'filled';
}

describe('a detail that the notification of the upload did not carry', () => {
  test.each<[keyof AssetDetails, AssetDetails, 'unreported' | 'filled']>([
    ['context', { context: { alt: 'x' } }, 'filled'],
    ['context', { context: {} }, 'filled'],
    ['metadata', { metadata: { sku: 7 } }, 'filled'],
    ['coordinates', { coordinates: { faces: [[1, 2, 3, 4]] } }, 'filled'],
    ['asset_folder', { asset_folder: 'x' }, 'filled'],
    ['display_name', { display_name: 'A' }, 'filled'],
    ['created_at', { created_at: '2026-11-20T09:00:00Z' }, 'filled'],
    ['original_filename', { original_filename: 'a.png' }, 'filled'],
    ['access_control', { access_control: null }, 'filled'],
    ['access_control', { access_control: [] }, 'filled'],
    ['access_control', { access_control: [{ access_type: 'token' }] }, 'unreported'],
    ['access_mode', { access_mode: 'public', access_control: null }, 'filled'],
    ['access_mode', { access_mode: 'authenticated', access_control: null }, 'filled'],
    ['access_mode', { access_mode: 'public', access_control: [{ access_type: 'token' }] }, 'unreported'],
    ['moderation', { moderation: [{ kind: 'manual', status: 'pending' }] }, 'filled'],
  ])('%s, listed as %o, is %s', (_, details, expected) => {
    expect(countedAs(listed(details), [uploaded()])).toBe(expected);
  });

  test.each([
    [[], 'filled'],
    [['t'], 'unreported'],
  ] as const)('tags, listed as %o, is %s', (tags, expected) => {
    expect(countedAs(listed({ tags }), [uploaded(20, { tags: undefined })])).toBe(expected);
  });
});

const OPEN = { access_mode: 'public', access_control: null };
const REJECTED = { moderation: [{ kind: 'manual', status: 'rejected' }] };
const DATED = { moderation: [{ kind: 'manual', status: 'rejected', updated_at: minute(30) }] };
const PENDING = {
  moderation: [
    { kind: 'manual', status: 'pending' },
    { kind: 'x', status: 'approved' },
  ],
};
const TOKEN = [{ access_type: 'token' }];

describe('protection', () => {
  const earlier = (details: AssetDetails) => listed({ ...details, listed_at: minute(25) });
  const decided = entry('moderation', 30, {
    ...asset,
    change: { now: { ...REJECTED.moderation[0], updated_at: minute(30) } },
  } as never);

  test.each<[string, AssetDetails, readonly JournalEntry[], AssetDetails?]>([
    ['an access mode other than the run before listed', { ...OPEN, access_mode: 'authenticated' }, [uploaded()], OPEN],
    ['an access mode other than a notification gave', { ...OPEN, access_mode: 'authenticated' }, [uploaded(20, OPEN)]],
    ['access control that is no longer listed', OPEN, [uploaded(20, { ...OPEN, access_control: TOKEN })]],
    ['the same, if no version before recorded the access mode', OPEN, [uploaded()], { access_control: TOKEN }],
    ['access control that the run before did not list', { ...OPEN, access_control: TOKEN }, [uploaded()], OPEN],
    ['a rejection of what was pending', { ...OPEN, ...REJECTED }, [uploaded(20, { ...OPEN, ...PENDING })]],
    ['a rejection of what the run before listed without', { ...OPEN, ...REJECTED }, [uploaded()], OPEN],
  ])('that differs is an unreported change: %s', (_, details, events, previous) => {
    expect(countedAs(listed(details), events, previous && earlier(previous))).toBe('unreported');
  });

  test.each<[string, AssetDetails, AssetDetails]>([
    ['access', OPEN, {}],
    ['legacy protection', { ...OPEN, access_mode: 'authenticated' }, {}],
    ['a rejection', { ...OPEN, ...REJECTED }, {}],
  ])('that a run of an earlier version did not record is filled: %s', (_, details, previous) => {
    expect(countedAs(listed(details), [uploaded()], earlier(previous))).toBe('filled');
  });

  test('does not hide another detail that appears beside it', () => {
    expect(countedAs(listed({ ...OPEN, metadata: { sku: 7 } }), [uploaded()], earlier({}))).toBe('unreported');
  });

  test.each<[string, AssetDetails, readonly JournalEntry[], AssetDetails?]>([
    ['in both ways in which there is no access control', OPEN, [uploaded(20, { ...OPEN, access_control: [] })]],
    [
      'with one kind of moderation of several',
      { ...OPEN, moderation: PENDING.moderation.slice(1) },
      [uploaded(20, { ...OPEN, ...PENDING })],
    ],
    ['with a decision that was reported', { ...OPEN, ...REJECTED }, [uploaded(20, { ...OPEN, ...PENDING }), decided]],
    ['with a decision from before the listing', { ...OPEN, ...REJECTED }, [uploaded()], { ...OPEN, ...DATED }],
    ['without the moderation that a notification reported', OPEN, [uploaded(20, OPEN), decided]],
  ])('gets no entry if it is listed as it is recorded, %s', (_, details, events, previous) => {
    expect(countedAs(listed(details), events, previous && earlier(previous))).toBe('nothing');
  });
});

const filling = { context: { alt: 'x' }, created_at: '2026-11-20T09:00:00Z' };

describe('an asset with unknown details', () => {
  test('gets no entry if the listing shows nothing new', () => {
    expect(countedAs(listed(), [uploaded()])).toBe('nothing');
  });

  test.each<[string, readonly JournalEntry[], InventoryRecord?]>([
    ['uploaded before any run', [uploaded()]],
    ['uploaded twice since a run observed it', [uploaded(), seen(19, {}), uploaded(18, { version: 6, etag: 'e6' })]],
    ['uploaded and listed in the same moment', [uploaded(LISTED)]],
    [
      'uploaded and renamed',
      [uploaded(20, { public_id: 'b' }), entry('renamed', 30, { ...asset, public_id: 'b', to_public_id: 'a' })],
    ],
    ['uploaded and moved', [uploaded(), entry('moved', 30, { ...asset, to_asset_folder: 'x' })]],
    [
      'with a reported change of what was unknown',
      [uploaded(), entry('context', 30, { ...asset, change: { set: { alt: 'x' }, removed: [] } })],
    ],
    ['overwritten since the run before', [uploaded()], listed({ version: 6, etag: 'e6', listed_at: minute(15) })],
    ['overwritten since a run observed it', [seen(15, {}), uploaded()]],
    ['whose object verify has checked since', [uploaded(), uploaded(40, { origin: 'verify' })]],
  ])('%s is filled', (_, events, previous) => {
    expect(countedAs(listed(filling), events, previous)).toBe('filled');
  });

  test('whose original was withdrawn is filled', () => {
    expect(countedAs(listed({ ...filling, placeholder: true, bytes: 0 }), [uploaded()])).toBe('filled');
  });
});

describe('an unreported change', () => {
  test.each<[string, InventoryRecord, readonly JournalEntry[], InventoryRecord?]>([
    ['an asset that nothing has recorded', listed(filling), []],
    ['the same without its original', listed({ placeholder: true, bytes: 0 }), []],
    ['an asset that was deleted', listed(filling), [uploaded(), entry('deleted', 30, asset)]],
    ['a revision that is not recorded', listed({ ...filling, version: 8 }), [uploaded()]],
    ['another name', listed({ public_id: 'b' }), [uploaded()]],
    ['another name, beside unknown details', listed({ ...filling, public_id: 'b' }), [uploaded()]],
    ['a detail that is recorded otherwise', listed({ context: { alt: 'y' } }), [uploaded(20, filling)]],
    ['the same beside an unknown detail', listed({ ...filling, tags: ['u'] }), [uploaded()]],
    ['a detail that was cleared', listed({ context: {} }), [uploaded(20, filling)]],
    ['a detail that the run before did not list', listed(filling), [uploaded()], listed({ listed_at: minute(25) })],
    ['a detail that an unfinished run did not observe', listed(filling), [uploaded(), seen(30, { metadata: {} })]],
    [
      'a detail that an unfinished run did not list with the revision it queued',
      listed(filling),
      [uploaded(20, { origin: 'inventory' }), uploaded()],
    ],
    ['a detail of an upload that no notification reported', listed(filling), [uploaded(20, { origin: 'inventory' })]],
    [
      'a detail of an upload that only verify recorded',
      listed(filling),
      [seen(15, {}), uploaded(20, { origin: 'verify' })],
    ],
  ])('is %s', (_, record, events, previous) => {
    expect(countedAs(record, events, previous)).toBe('unreported');
  });

  test('is not disproved by an upload after the listing', () => {
    const events = [uploaded(20, { origin: 'inventory' }), uploaded(60, { version: 8, etag: 'e8' })];
    expect(countedAs(listed(filling), events)).toBe('unreported');
  });

  test('is where the bytes are, if nothing has recorded that', () => {
    const knowledge = knowing([revisionEntry(20, 'lost')]);
    const recorded = recordedState(ASSET_ID, knowledge, minute(LISTED));
    const observed = observedEntry(listedWithout('tags'), recorded, STORED);
    expect(observed && isUnreportedChange(observed, recorded, knowledge)).toBe(true);
  });

  test('is an asset that is gone', () => {
    const knowledge = knowing([uploaded()]);
    const recorded = recordedState(ASSET_ID, knowledge, minute(LISTED));
    if (recorded === undefined) throw new Error('It is recorded.');
    expect(isUnreportedChange(goneEntry('demo', recorded, minute(55)), recorded, knowledge)).toBe(true);
  });
});
