import { describe, expect, it } from 'vitest';
import type { Unrecorded } from '../../../shared/domain/journal/journal-entry.ts';
import { journalFile, readJournalFile } from '../../../shared/domain/journal/journal-file.ts';

const recordedAt = '2026-11-20T12:00:05.000000Z';
function deleted(public_id: string): Unrecorded {
  return {
    kind: 'deleted',
    id: '01KAGM0KR2AAAAAAAAAAAAAAAA',
    at: '2026-11-20T12:00:00.120034Z',
    cloud: 'demo',
    resource_type: 'image',
    type: 'upload',
    public_id,
  };
}
function read(text: string | Uint8Array) {
  const unreadable: number[] = [];
  const entries = readJournalFile(Buffer.from(text), (line) => unreadable.push(line));
  return { entries, unreadable };
}

describe('journalFile', () => {
  it('is a line for each entry, with the version of the schema and the moment of writing', () => {
    expect(Buffer.from(journalFile([deleted('a'), deleted('b\n')], recordedAt)).toString()).toBe(
      '{"v":1,"recorded_at":"2026-11-20T12:00:05.000000Z","kind":"deleted","id":"01KAGM0KR2AAAAAAAAAAAAAAAA","at":"2026-11-20T12:00:00.120034Z","cloud":"demo","resource_type":"image","type":"upload","public_id":"a"}\n' +
        '{"v":1,"recorded_at":"2026-11-20T12:00:05.000000Z","kind":"deleted","id":"01KAGM0KR2AAAAAAAAAAAAAAAA","at":"2026-11-20T12:00:00.120034Z","cloud":"demo","resource_type":"image","type":"upload","public_id":"b\\n"}\n',
    );
  });

  it('is empty without entries', () => {
    expect(journalFile([], recordedAt)).toHaveLength(0);
  });
});

describe('readJournalFile', () => {
  it.each(['plain', 'é日😀', 'a\nb\r\u2028c', '\u0000\uFFFE\uFFFF', '\ud800', '__proto__', '"quoted"'])(
    'gives back an entry of %j as it was',
    (public_id) => {
      const entry = deleted(public_id);
      expect(read(journalFile([entry, entry], recordedAt))).toEqual({
        entries: [
          { v: 1, recorded_at: recordedAt, ...entry },
          { v: 1, recorded_at: recordedAt, ...entry },
        ],
        unreadable: [],
      });
    },
  );

  it('passes bad lines over, names each by its number, and reads the rest', () => {
    const good = Buffer.from(journalFile([deleted('a')], recordedAt)).toString();
    const lines = ['', 'nonsense', '"v"', '5', 'null', '[]', '{}', '{"v":2}', '{"v":"1"}', '{"v":1,"truncat'];
    const { entries, unreadable } = read(`${good}${lines.join('\n')}\n${good}`);
    expect(entries).toHaveLength(2);
    expect(unreadable).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it('reads a last line without its end', () => {
    const line = Buffer.from(journalFile([deleted('a')], recordedAt))
      .toString()
      .trimEnd();
    expect(read(line)).toEqual({ entries: [{ v: 1, recorded_at: recordedAt, ...deleted('a') }], unreadable: [] });
  });

  it.each([
    ['of an unknown kind', { kind: 'invented' }],
    ['without an id', { id: undefined }],
    ['without its time', { at: undefined }],
    ['without its asset', { public_id: undefined }],
    ['of tags without a change', { kind: 'tags' }],
    ['of tags with no object as change', { kind: 'tags', change: null }],
    ['of a revision without bytes', { kind: 'revision', version: 1, outcome: 'stored' }],
    ['of a rename to nowhere', { kind: 'renamed' }],
    ['of a move to nowhere', { kind: 'moved' }],
    ['of a folder without its path', { kind: 'folder-moved', from_path: 'a' }],
    ['of an observation of nothing', { kind: 'observed', state: 'odd' }],
    ['of an asset whose id is a number', { asset_id: 5 }],
    ['of a revision whose key is a number', { kind: 'revision', version: 1, bytes: 1, outcome: 'stored', key: 5 }],
    ['of a rename with no revision where one is said to be', { kind: 'renamed', to_public_id: 'b', revision: null }],
    ['of tags that are no list', { kind: 'tags', change: { added: 'a', removed: [] } }],
    ['of context without what was removed', { kind: 'context', change: { set: {} } }],
    ['of an observation with odd details', { kind: 'observed', state: 'present', details: 5 }],
  ])('passes over a line %s, which the fold could not take', (_, fields) => {
    const line = { v: 1, recorded_at: recordedAt, ...deleted('a'), ...fields };
    expect(read(`${JSON.stringify(line)}\n`)).toEqual({ entries: [], unreadable: [1] });
  });

  it.each([
    { kind: 'revision', version: 1, bytes: 0, outcome: 'stored' },
    { kind: 'context', change: { set: {}, removed: [] } },
    { kind: 'renamed', to_public_id: 'b' },
    { kind: 'moved', to_asset_folder: '' },
    { kind: 'observed', state: 'gone' },
    { kind: 'folder-moved', from_path: 'a', to_path: 'b', public_id: undefined },
  ])('reads a line of kind $kind with no more than the fold needs', (fields) => {
    const line = { v: 1, recorded_at: recordedAt, ...deleted('a'), ...fields };
    expect(read(JSON.stringify(line)).unreadable).toEqual([]);
  });

  it('reads nothing from nothing', () => {
    expect(read('')).toEqual({ entries: [], unreadable: [] });
  });
});
