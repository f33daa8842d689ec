import { describe, expect, it } from 'vitest';
import type { Unrecorded } from '#shared/domain/journal/journal-entry.ts';
import { journalFile, readJournalFile } from '#shared/domain/journal/journal-file.ts';

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

/** The journal object of these deletions, as text. */
function fileOf(...public_ids: readonly string[]) {
  return Buffer.from(journalFile(public_ids.map(deleted), recordedAt)).toString();
}

function recorded(public_id: string) {
  return { v: 1, recorded_at: recordedAt, ...deleted(public_id) };
}

describe('journalFile', () => {
  it('is a line for each entry, with the version of the schema and the moment of writing', () => {
    const beginning =
      '{"v":1,"recorded_at":"2026-11-20T12:00:05.000000Z","kind":"deleted","id":"01KAGM0KR2AAAAAAAAAAAAAAAA","at":"2026-11-20T12:00:00.120034Z","cloud":"demo","resource_type":"image","type":"upload"';
    expect(fileOf('a', 'b\n')).toBe(`${beginning},"public_id":"a"}\n${beginning},"public_id":"b\\n"}\n`);
  });

  it('is empty without entries, and reads as none', () => {
    expect(fileOf()).toBe('');
    expect(read('')).toEqual({ entries: [], unreadable: [] });
  });
});

describe('readJournalFile', () => {
  it.each(['plain', 'é日😀', 'a\nb\r\u2028c', '\u0000\uFFFE\uFFFF', '\ud800', '__proto__', '"quoted"'])(
    'gives back an entry of %j as it was, with or without the end of its line',
    (public_id) => {
      const file = fileOf(public_id, public_id);
      const entries = [recorded(public_id), recorded(public_id)];
      expect(read(file)).toEqual({ entries, unreadable: [] });
      expect(read(file.trimEnd())).toEqual({ entries, unreadable: [] });
    },
  );

  it('skips bad lines, names each by its number, and reads the rest', () => {
    const lines = ['', 'nonsense', '"v"', '5', 'null', '[]', '{}', '{"v":2}', '{"v":"1"}', '{"v":1,"truncat'];
    const { entries, unreadable } = read(`${fileOf('a')}${lines.join('\n')}\n${fileOf('a')}`);
    expect(entries).toHaveLength(2);
    expect(unreadable).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it.each([
    { kind: 'invented' },
    { id: undefined },
    { at: undefined },
    { public_id: undefined },
    { kind: 'tags' },
    { kind: 'tags', change: null },
    { kind: 'revision', version: 1, outcome: 'stored' },
    { kind: 'renamed' },
    { kind: 'moved' },
    { kind: 'folder-moved', from_path: 'a' },
    { kind: 'observed', state: 'odd' },
    { asset_id: 5 },
    { kind: 'revision', version: 1, bytes: 1, outcome: 'stored', key: 5 },
    { kind: 'renamed', to_public_id: 'b', revision: null },
    { kind: 'tags', change: { added: 'a', removed: [] } },
    { kind: 'context', change: { set: {} } },
    { kind: 'observed', state: 'present', details: 5 },
    { kind: 'observed', state: 'present', details: { tags: 'a' } },
    { kind: 'observed', state: 'present', details: { moderation: [{ kind: 'manual' }] } },
    { kind: 'revision', version: 1, bytes: 0, outcome: 'stored', tags: 'a' },
    { kind: 'revision', version: 1, bytes: 0, outcome: 'stored', moderation: {} },
    { kind: 'moderation', change: {} },
    { kind: 'moderation', change: { now: { kind: 'manual', status: 'rejected', updated_at: 5 } } },
  ])('skips a line with %j, which the fold could not process', (fields) => {
    expect(read(`${JSON.stringify({ ...recorded('a'), ...fields })}\n`)).toEqual({ entries: [], unreadable: [1] });
  });

  it.each([
    { kind: 'revision', version: 1, bytes: 0, outcome: 'stored' },
    { kind: 'context', change: { set: {}, removed: [] } },
    { kind: 'renamed', to_public_id: 'b' },
    { kind: 'moved', to_asset_folder: '' },
    { kind: 'observed', state: 'gone' },
    { kind: 'observed', state: 'present', details: { tags: [], moderation: [] } },
    { kind: 'moderation', change: { now: { kind: 'manual', status: 'rejected' } } },
    { kind: 'folder-moved', from_path: 'a', to_path: 'b', public_id: undefined },
  ])('reads a line of kind $kind with no more than the fold needs', (fields) => {
    expect(read(JSON.stringify({ ...recorded('a'), ...fields })).unreadable).toEqual([]);
  });
});
