import { describe, expect, it } from 'vitest';
import { foldLibrary } from '../../../shared/domain/journal/fold-library.ts';
import type { JournalEntry } from '../../../shared/domain/journal/journal-entry.ts';
import type { Baseline } from '../../../shared/domain/journal/library-state.ts';
import { withoutUndefined } from '../../../shared/domain/text/without-undefined.ts';
import { entry, minute } from './entries.ts';

const LAST = minute(59);
function baselineOf(rows: Baseline['rows'] = [], started = 0): Baseline {
  return { started_at: minute(started), rows };
}
function asset(public_id: string, asset_id?: string) {
  return withoutUndefined({ resource_type: 'image', type: 'upload', public_id, asset_id });
}
function row(listed: number, public_id: string, asset_id: string, asset_folder = 'x') {
  return {
    listed_at: minute(listed),
    asset: asset(public_id, asset_id),
    revision: { version: 1, bytes: 1 },
    details: { asset_folder },
  };
}
function uploaded(at: number, public_id: string, asset_id?: string, asset_folder?: string) {
  const told = { version: at, bytes: 1, outcome: 'stored', public_id, asset_id, asset_folder } as const;
  return entry('revision', at, withoutUndefined(told));
}
function renamed(at: number, public_id: string, to_public_id: string, asset_id?: string) {
  return entry('renamed', at, withoutUndefined({ public_id, to_public_id, asset_id }));
}

function fold(entries: readonly JournalEntry[], baseline = baselineOf(), at = LAST) {
  return foldLibrary(baseline, entries, at);
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

describe('foldLibrary', () => {
  it('is empty before anything happened', () => {
    expect(fold([])).toEqual({ assets: [] });
  });

  it('keeps a deleted asset with the time of its deletion, and a new one under its public_id apart', () => {
    const entries = [uploaded(1, 'a', '1'), entry('deleted', 2, { asset_id: '1' }), uploaded(3, 'a', '2')];
    expect(summaryOf(entries, baselineOf(), minute(1))).toEqual(['1: a']);
    expect(summaryOf(entries, baselineOf(), minute(2))).toEqual(['1: † 2']);
    expect(summaryOf(entries)).toEqual(['1: † 2', '2: a']);
  });

  it('takes no change for life in a deleted asset, but a revision or an observation', () => {
    const dead = [uploaded(1, 'a', '1'), entry('deleted', 2, { asset_id: '1' })];
    const change = { added: ['x'], removed: [] };
    expect(summaryOf([...dead, entry('tags', 3, { asset_id: '1', change })])).toEqual(['1: † 2']);
    expect(summaryOf([...dead, renamed(3, 'a', 'b', '1')])).toEqual(['1: † 2']);
    expect(summaryOf([...dead, uploaded(3, 'a', '1')])).toEqual(['1: a']);
    expect(summaryOf([...dead, entry('observed', 3, { asset_id: '1', state: 'present' })])).toEqual(['1: a']);
    expect(summaryOf([...dead, entry('observed', 3, { asset_id: '1', state: 'gone' })])).toEqual(['1: † 3']);
  });

  it('takes from verify where bytes are, of whoever has the revision by now, and neither a life nor a name', () => {
    const found = (at: number, key: string, public_id: string, asset_id?: string) =>
      entry(
        'revision',
        at,
        withoutUndefined({
          version: 1,
          bytes: 1,
          outcome: 'stored',
          origin: 'verify',
          key,
          public_id,
          asset_id,
        } as const),
      );
    const events = [
      ...[renamed(3, 'a', 'b', '1'), uploaded(4, 'a', '3'), entry('deleted', 5, { public_id: 'c', asset_id: '2' })],
      ...[found(6, 'mended 1', 'a', '1'), found(6, 'mended 2', 'c', '2'), found(6, 'mended 4', 'd', '4')],
    ];
    const { assets } = fold(events, baselineOf([row(1, 'a', '1'), row(2, 'c', '2')]));
    expect(
      assets.map(({ asset: { public_id }, revision, deleted_at }) => [public_id, revision?.key, deleted_at]),
    ).toEqual([
      ['b', 'mended 1', undefined],
      ['c', 'mended 2', minute(5)],
      ['a', undefined, undefined],
    ]);
  });

  it('takes from verify where bytes are, though it has the time of the row or the event that it is about', () => {
    const mended = (at: number, version: number, id: string) => ({
      ...entry('revision', at, { version, bytes: 1, outcome: 'stored', origin: 'verify', key: 'mended' }),
      id,
      public_id: 'a',
      asset_id: '1',
    });
    const keyOf = (events: readonly JournalEntry[]) =>
      fold(events, baselineOf([row(1, 'a', '1')])).assets.map(({ revision }) => revision?.key);
    // Whichever of two ids comes first.
    for (const id of ['', '~']) {
      expect(keyOf([mended(1, 1, id)])).toEqual(['mended']);
      expect(keyOf([mended(2, 2, id), { ...uploaded(2, 'a', '1'), key: 'damaged' }])).toEqual(['mended']);
    }
  });

  it('leaves a deleted asset as it was when it was deleted first', () => {
    const dead = [uploaded(1, 'a', '1', 'x'), entry('deleted', 2, { asset_id: '1' })];
    const later = [
      entry('moved', 3, { asset_id: '1', to_asset_folder: 'y' }),
      renamed(4, 'a', 'b', '1'),
      entry('deleted', 5, { asset_id: '1' }),
    ];
    expect(fold([...dead, ...later])).toEqual(fold(dead));
  });

  it('leaves a name to who has it, when a deleted asset that once had it comes back under another', () => {
    const entries = [
      uploaded(1, 'a', '1'),
      entry('deleted', 2, { asset_id: '1' }),
      uploaded(3, 'a', '2'),
      uploaded(4, 'b', '1'),
      uploaded(5, 'a', '3'),
    ];
    expect(summaryOf(entries)).toEqual(['1: b', '2: † 5', '3: a']);
  });

  it('knows an asset from a change alone', () => {
    const change = { added: [], removed: [], updated: ['x'] };
    expect(fold([entry('tags', 1, { asset_id: '1', change })]).assets).toStrictEqual([
      { asset: asset('a', '1'), details: { tags: ['x'] } },
    ]);
  });

  it('follows a rename, and frees the old name', () => {
    const entries = [uploaded(1, 'a', '1'), renamed(2, 'a', 'b', '1'), uploaded(3, 'a', '2')];
    expect(summaryOf(entries)).toEqual(['1: b', '2: a']);
  });

  it('buries who is in the way of a rename, or of an upload', () => {
    const both = [uploaded(1, 'a', '1'), uploaded(1, 'b', '2')];
    expect(summaryOf([...both, renamed(5, 'a', 'b', '1')])).toEqual(['1: b', '2: † 5']);
    expect(summaryOf([...both, uploaded(6, 'b', '3')])).toEqual(['1: a', '2: † 6', '3: b']);
  });

  it('learns a new name from any event', () => {
    const change = { now: 'A' };
    const entries = [
      uploaded(1, 'a', '1'),
      entry('display_name', 2, { asset_id: '1', public_id: 'b', change }),
      uploaded(3, 'a', '2'),
    ];
    expect(summaryOf(entries)).toEqual(['1: b', '2: a']);
  });

  it('takes an asset as it was listed, and only what came after', () => {
    const rows = [row(5, 'a', '1')];
    expect(foldersOf([entry('moved', 5, { asset_id: '1', to_asset_folder: 'y' })], baselineOf(rows))).toEqual(['x']);
    expect(foldersOf([entry('moved', 6, { asset_id: '1', to_asset_folder: 'y' })], baselineOf(rows))).toEqual(['y']);
    expect(fold([], baselineOf(rows)).assets).toStrictEqual([
      { asset: asset('a', '1'), revision: { version: 1, bytes: 1 }, details: { asset_folder: 'x' } },
    ]);
  });

  it('takes what was not listed from the start of the listing on', () => {
    expect(summaryOf([uploaded(5, 'a', '1'), uploaded(6, 'b', '2')], baselineOf([], 5))).toEqual(['2: b']);
  });

  describe('while the library changed under the listing', () => {
    it('lets the later of two rows with one name live, in whichever order they come', () => {
      const rows = [row(2, 'b', '2'), row(8, 'b', '1')];
      const rename = renamed(5, 'a', 'b', '1');
      expect(summaryOf([rename], baselineOf(rows))).toEqual(['1: b', '2: † 5']);
      expect(summaryOf([rename], baselineOf(rows.toReversed()))).toEqual(['1: b', '2: † 5']);
      expect(summaryOf([], baselineOf(rows.toReversed()))).toEqual(['1: b', '2: † 8']);
    });

    it('buries who was in the way of an asset that had another name again when it was listed', () => {
      const events = [uploaded(1, 'b', '2'), renamed(3, 'a', 'b', '1'), renamed(4, 'b', 'c', '1')];
      expect(summaryOf(events, baselineOf([row(4, 'c', '1')]))).toEqual(['1: c', '2: † 3']);
    });

    it('takes nothing from before its start', () => {
      expect(summaryOf([renamed(5, 'b', 'a', '2')], baselineOf([row(6, 'a', '1')], 5))).toEqual(['1: a']);
    });

    it('lets both live where the first has been renamed before the second was listed', () => {
      const rows = [row(8, 'b', '1'), row(2, 'b', '2')];
      const events = [renamed(4, 'b', 'c', '2'), renamed(5, 'a', 'b', '1')];
      expect(summaryOf(events, baselineOf(rows))).toEqual(['1: b', '2: c']);
    });

    it('applies an event before the rows that were listed at its moment', () => {
      expect(summaryOf([renamed(5, 'b', 'c', '2')], baselineOf([row(2, 'b', '2'), row(5, 'b', '1')]))).toEqual([
        '1: b',
        '2: c',
      ]);
    });
  });

  describe('a folder that moved', () => {
    const moved = (from_path: string, to_path: string, at = 9) => entry('folder-moved', at, { from_path, to_path });
    const inFolder = (folder: string) => [uploaded(1, 'a', '1', folder)];

    it.each([
      ['x', 'x', 'y', 'y'],
      ['x/sub', 'x', 'y/z', 'y/z/sub'],
      ['x/sub', '/x/', '//y/', 'y/sub'],
      ['x/sub', '//x//', 'y//', 'y/sub'],
      ['x/sub', 'x', '', 'sub'],
      ['x', 'x', '/', ''],
      ['xy', 'x', 'y', 'xy'],
      ['z/x', 'x', 'y', 'z/x'],
      ['', 'x', 'y', ''],
      ['', '', 'y', 'y'],
    ])('takes %j along from %j to %j: %j', (folder, from, to, expected) => {
      expect(foldersOf([...inFolder(folder), moved(from, to)])).toEqual([expected]);
    });

    it('leaves alone what was listed after it, and whose folder is unknown', () => {
      expect(foldersOf([moved('x', 'y')], baselineOf([row(9, 'a', '1')]))).toEqual(['x']);
      expect(foldersOf([moved('x', 'y')], baselineOf([row(8, 'a', '1')]))).toEqual(['y']);
      expect(foldersOf([uploaded(1, 'a', '1'), moved('x', 'y')])).toEqual([undefined]);
    });
  });

  describe('with bodies that have no asset_id', () => {
    it('goes by the identity', () => {
      const entries = [uploaded(1, 'a'), renamed(2, 'a', 'b'), entry('deleted', 3, { public_id: 'b' })];
      expect(summaryOf(entries, baselineOf(), minute(2))).toEqual(['no id: b']);
      expect(summaryOf(entries)).toEqual(['no id: † 3']);
      expect(summaryOf([...entries, uploaded(4, 'b')])).toEqual(['no id: b', 'no id: † 3']);
      const gone = [uploaded(1, 'a'), entry('deleted', 2, {})];
      expect(summaryOf([...gone, uploaded(3, 'a')])).toEqual(['no id: a']);
    });

    it('keeps a renamed asset and a new one under its old name apart', () => {
      const entries = [
        uploaded(1, 'a'),
        renamed(2, 'a', 'b'),
        uploaded(3, 'a'),
        renamed(4, 'a', 'c'),
        uploaded(5, 'a'),
      ];
      expect(summaryOf(entries)).toEqual(['no id: a', 'no id: b', 'no id: c']);
    });

    it('means the asset that holds the identity', () => {
      const moved = entry('moved', 2, { to_asset_folder: 'y' });
      expect(fold([uploaded(1, 'a', '1'), moved]).assets).toMatchObject([
        { asset: { asset_id: '1' }, details: { asset_folder: 'y' } },
      ]);
    });

    it('goes on under the asset_id as soon as one is told', () => {
      const known = [
        uploaded(1, 'a', undefined, 'x'),
        entry('tags', 3, { asset_id: '1', change: { added: [], removed: [] } }),
      ];
      expect(fold(known).assets).toMatchObject([
        { asset: { asset_id: '1' }, revision: { version: 1 }, details: { asset_folder: 'x' } },
      ]);
      const afterRename = [uploaded(1, 'a', undefined, 'x'), renamed(2, 'a', 'b'), uploaded(3, 'b', '1')];
      expect(fold(afterRename).assets).toMatchObject([
        { asset: { asset_id: '1', public_id: 'b' }, details: { asset_folder: 'x' } },
      ]);
      expect(fold(afterRename).assets).toHaveLength(1);
    });

    it('is not taken for an asset that has another asset_id', () => {
      expect(summaryOf([uploaded(1, 'a', '1'), uploaded(2, 'a', '2')])).toEqual(['1: † 2', '2: a']);
    });

    it('does not count before the asset was listed', () => {
      const moved = (at: number) => entry('moved', at, { to_asset_folder: 'y' });
      expect(foldersOf([moved(4)], baselineOf([row(5, 'a', '1')]))).toEqual(['x']);
      expect(foldersOf([moved(6)], baselineOf([row(5, 'a', '1')]))).toEqual(['y']);
      const nameless = { ...row(5, 'a', ''), asset: asset('a') };
      expect(foldersOf([moved(4)], baselineOf([nameless]))).toEqual(['x']);
      expect(foldersOf([moved(6)], baselineOf([nameless]))).toEqual(['y']);
    });
  });
});
