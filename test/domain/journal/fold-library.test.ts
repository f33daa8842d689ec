import { describe, expect, it } from 'vitest';
import { foldLibrary } from '#shared/domain/journal/fold-library.ts';
import type { JournalEntry } from '#shared/domain/journal/journal-entry.ts';
import { type InventoryRow, livingAssets } from '#shared/domain/journal/library-state.ts';
import { withoutUndefined } from '#shared/domain/text/without-undefined.ts';
import { entry, minute } from './entries.ts';

type Events = readonly JournalEntry[];
type Rows = readonly InventoryRow[];

function asset(public_id: string, asset_id?: string) {
  return withoutUndefined({ resource_type: 'image', type: 'upload', public_id, asset_id });
}

function row(listed: number, public_id: string, asset_id?: string): InventoryRow {
  const details = { asset_folder: 'x' };
  return { listed_at: minute(listed), asset: asset(public_id, asset_id), revision: { version: 1, bytes: 1 }, details };
}

function uploaded(at: number, public_id: string, asset_id?: string, asset_folder?: string) {
  const named = withoutUndefined({ public_id, asset_id, asset_folder });
  return entry('revision', at, { version: at, bytes: 1, outcome: 'stored', ...named });
}

function renamed(at: number, public_id: string, to_public_id: string, asset_id?: string) {
  return entry('renamed', at, withoutUndefined({ public_id, to_public_id, asset_id }));
}

function deleted(at: number, public_id: string, asset_id?: string) {
  return entry('deleted', at, withoutUndefined({ public_id, asset_id }));
}

function moved(at: number, asset_id?: string) {
  return entry('moved', at, withoutUndefined({ to_asset_folder: 'y', asset_id }));
}

function tagged(at: number, asset_id: string) {
  return entry('tags', at, { asset_id, change: { added: [], removed: [], updated: ['x'] } });
}

const first = uploaded(1, 'a', '1');

/** The library at a minute, by an inventory that started at another. */
function fold(events: Events, rows: Rows = [], at = 59, started = 0) {
  return foldLibrary({ started_at: minute(started), rows }, events, minute(at));
}

/** What each asset is called, or when it was deleted: `id: public_id` or `id: † minute`. */
function summaryOf(...history: Parameters<typeof fold>) {
  return fold(...history)
    .assets.map(({ asset: { asset_id = 'no id', public_id }, deleted_at }) =>
      deleted_at === undefined ? `${asset_id}: ${public_id}` : `${asset_id}: † ${Number(deleted_at.slice(14, 16))}`,
    )
    .sort();
}

function foldersOf(...history: Parameters<typeof fold>) {
  return fold(...history).assets.map(({ details }) => details.asset_folder);
}

/** The property test makes whole histories of assets with asset_ids; these are the cases that it does not reach. */
describe('foldLibrary', () => {
  const dead = [first, deleted(2, 'a', '1')];
  const nameless = [uploaded(1, 'a'), renamed(2, 'a', 'b'), deleted(3, 'b')];

  it.each<[what: string, summary: readonly string[], ...history: Parameters<typeof fold>]>([
    ['does not bring back a deleted asset by a change', ['1: † 2'], [...dead, tagged(3, '1')]],
    ['does not bring back a deleted asset by a rename', ['1: † 2'], [...dead, renamed(3, 'a', 'b', '1')]],
    [
      'brings a deleted asset back with an observation',
      ['1: a'],
      [...dead, entry('observed', 3, { asset_id: '1', state: 'present' })],
    ],
    [
      'takes an observation of a deleted asset as gone for its deletion',
      ['1: † 3'],
      [...dead, entry('observed', 3, { asset_id: '1', state: 'gone' })],
    ],
    [
      'leaves a name to who has it, when a deleted asset that once had it comes back under another',
      ['1: b', '2: † 5', '3: a'],
      [...dead, uploaded(3, 'a', '2'), uploaded(4, 'b', '1'), uploaded(5, 'a', '3')],
    ],
    [
      'buries who is in the way of an upload',
      ['1: a', '2: † 6', '3: b'],
      [first, uploaded(1, 'b', '2'), uploaded(6, 'b', '3')],
    ],
    [
      'learns a new name from any event',
      ['1: b', '2: a'],
      [first, entry('display_name', 2, { asset_id: '1', public_id: 'b', change: { now: 'A' } }), uploaded(3, 'a', '2')],
    ],
    [
      'takes what was not listed from the start of the listing on',
      ['2: b'],
      [uploaded(5, 'a', '1'), uploaded(6, 'b', '2')],
      [],
      59,
      5,
    ],
    ['goes by the identity where bodies have no asset_id', ['no id: b'], nameless, [], 2],
    ['deletes by the identity', ['no id: † 3'], nameless],
    ['treats an upload after a deletion as another asset', ['no id: b', 'no id: † 3'], [...nameless, uploaded(4, 'b')]],
    [
      'takes an upload after a deletion under the same name for the same asset',
      ['no id: a'],
      [uploaded(1, 'a'), deleted(2, 'a'), uploaded(3, 'a')],
    ],
    [
      'keeps a renamed asset without asset_id and a new one under its old name apart',
      ['no id: a', 'no id: b', 'no id: c'],
      [uploaded(1, 'a'), renamed(2, 'a', 'b'), uploaded(3, 'a'), renamed(4, 'a', 'c'), uploaded(5, 'a')],
    ],
    ['does not confuse assets with different asset_ids', ['1: † 2', '2: a'], [first, uploaded(2, 'a', '2')]],
  ])('%s', (_, summary, ...history) => {
    expect(summaryOf(...history)).toEqual(summary);
  });

  it('takes from verify where bytes are, for the asset that has the revision now, and neither existence nor name', () => {
    const found = (key: string, public_id: string, asset_id: string) =>
      entry('revision', 6, {
        version: 1,
        bytes: 1,
        outcome: 'stored',
        origin: 'verify',
        key,
        public_id,
        asset_id,
      });
    const { assets } = fold(
      [
        renamed(3, 'a', 'b', '1'),
        uploaded(4, 'a', '3'),
        deleted(5, 'c', '2'),
        found('mended 1', 'a', '1'),
        found('mended 2', 'c', '2'),
        found('mended 4', 'd', '4'),
      ],
      [row(1, 'a', '1'), row(2, 'c', '2')],
    );
    expect(
      assets.map(({ asset: { public_id }, revision, deleted_at }) => [public_id, revision?.key, deleted_at]),
    ).toEqual([
      ['b', 'mended 1', undefined],
      ['c', 'mended 2', minute(5)],
      ['a', undefined, undefined],
    ]);
  });

  // Whichever of two ids comes first.
  it.each(['', '~'])('takes it, though it has the time of the row or the event that it is about, by id %j', (id) => {
    const mended = (at: number, version: number) => ({
      ...entry('revision', at, {
        version,
        bytes: 1,
        outcome: 'stored',
        origin: 'verify',
        key: 'mended',
        asset_id: '1',
      }),
      id,
    });
    const keyOf = (events: Events) => fold(events, [row(1, 'a', '1')]).assets.map(({ revision }) => revision?.key);
    expect(keyOf([mended(1, 1)])).toEqual(['mended']);
    expect(keyOf([mended(2, 2), { ...uploaded(2, 'a', '1'), key: 'damaged' }])).toEqual(['mended']);
  });

  it('leaves a deleted asset as it was when it was first deleted', () => {
    const later = [moved(3, '1'), renamed(4, 'a', 'b', '1'), deleted(5, 'a', '1')];
    expect(fold([...dead, ...later])).toEqual(fold(dead));
  });

  it('knows an asset from a change alone', () => {
    expect(fold([tagged(1, '1')]).assets).toStrictEqual([{ asset: asset('a', '1'), details: { tags: ['x'] } }]);
  });

  it('takes an asset as it was listed', () => {
    const { listed_at: _, ...listed } = row(5, 'a', '1');
    expect(fold([], [row(5, 'a', '1')]).assets).toStrictEqual([listed]);
  });

  // Whether bodies and rows have the asset_id or not.
  it.each([
    ['1', '1'],
    [undefined, '1'],
    [undefined, undefined],
  ])('takes only what came after a listing: of %s, listed as %s', (named, listed) => {
    expect([4, 5, 6].map((at) => foldersOf([moved(at, named)], [row(5, 'a', listed)]))).toEqual([['x'], ['x'], ['y']]);
  });

  describe('while the library changed under the listing', () => {
    const late = [row(2, 'b', '2'), row(8, 'b', '1')];
    const renames = [renamed(4, 'b', 'c', '2'), renamed(5, 'a', 'b', '1')];

    it.each<[what: string, summary: readonly string[], events: Events, rows: Rows, started?: number]>([
      ['keeps the later of two rows with one name', ['1: b', '2: † 5'], [renamed(5, 'a', 'b', '1')], late],
      ['keeps it although no event records it', ['1: b', '2: † 8'], [], late],
      [
        'buries who was in the way of an asset that had another name again when it was listed',
        ['1: c', '2: † 3'],
        [uploaded(1, 'b', '2'), renamed(3, 'a', 'b', '1'), renamed(4, 'b', 'c', '1')],
        [row(4, 'c', '1')],
      ],
      ['takes nothing from before its start', ['1: a'], [renamed(5, 'b', 'a', '2')], [row(6, 'a', '1')], 5],
      ['keeps both if the first was renamed before the second was listed', ['1: b', '2: c'], renames, late],
      [
        'applies an event before the rows that were listed at its moment',
        ['1: b', '2: c'],
        [renamed(5, 'b', 'c', '2')],
        [row(2, 'b', '2'), row(5, 'b', '1')],
      ],
    ])('%s, in whichever order rows come', (_, summary, events, rows, started) => {
      expect(summaryOf(events, rows, undefined, started)).toEqual(summary);
      expect(summaryOf(events, rows.toReversed(), undefined, started)).toEqual(summary);
    });
  });

  describe('a folder that moved', () => {
    const folderMoved = (from_path: string, to_path: string) => entry('folder-moved', 9, { from_path, to_path });

    it.each([
      ['x/sub', '/x/', '//y/', 'y/sub'],
      ['x/sub', '//x//', 'y//', 'y/sub'],
      ['x/sub', 'x', '', 'sub'],
      ['x', 'x', '/', ''],
      ['z/x', 'x', 'y', 'z/x'],
      ['', 'x', 'y', ''],
      ['', '', 'y', 'y'],
      [undefined, 'x', 'y', undefined],
    ])('takes %j along from %j to %j: %j', (folder, from, to, expected) => {
      expect(foldersOf([uploaded(1, 'a', '1', folder), folderMoved(from, to)])).toEqual([expected]);
    });

    it('leaves alone what was listed after it', () => {
      expect(foldersOf([folderMoved('x', 'y')], [row(9, 'a', '1')])).toEqual(['x']);
      expect(foldersOf([folderMoved('x', 'y')], [row(8, 'a', '1')])).toEqual(['y']);
    });
  });

  describe('with bodies that have no asset_id', () => {
    it('means the asset that holds the identity', () => {
      expect(fold([first, moved(2)]).assets).toMatchObject([
        { asset: { asset_id: '1' }, details: { asset_folder: 'y' } },
      ]);
    });

    it.each([
      ['a', 1, [tagged(3, '1')]],
      ['b', 3, [renamed(2, 'a', 'b'), uploaded(3, 'b', '1')]],
    ])('continues under the asset_id as soon as one is named, as %s', (public_id, version, events) => {
      const { assets } = fold([uploaded(1, 'a', undefined, 'x'), ...events]);
      expect(assets).toMatchObject([
        { asset: asset(public_id, '1'), revision: { version }, details: { asset_folder: 'x' } },
      ]);
    });
  });
});

it('livingAssets leaves out what is deleted', () => {
  const state = fold([first, deleted(2, 'a', '1'), uploaded(3, 'a', '2'), uploaded(4, 'b', '3')]);
  expect(livingAssets(state).map(({ asset }) => asset.asset_id)).toEqual(['2', '3']);
});
