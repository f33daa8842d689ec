import { expect, test } from 'vitest';
import type { RevisionEntry } from '../../../shared/domain/journal/journal-entry.ts';
import { laterToldOf, parseLaterTold } from '../../../shared/domain/verify/later-told.ts';

const MD5 = '0123456789abcdef0123456789abcdef';
const KEY = 'pipeline/res/demo/image/upload/a/1700000000.jpg';
const SINCE = '2026-11-20T09:00:00.000000Z';
const entry: RevisionEntry = {
  v: 1,
  id: '01',
  at: '2026-11-19T09:15:32.418220Z',
  recorded_at: SINCE,
  cloud: 'demo',
  kind: 'revision',
  resource_type: 'image',
  type: 'upload',
  public_id: 'a',
  version: 1700000000,
  format: 'jpg',
  bytes: 5,
  etag: MD5,
  outcome: 'lost',
};

test('an entry tells that its object is stored, whenever it was recorded', () => {
  const stored: RevisionEntry = { ...entry, outcome: 'stored', key: 'k', recorded_at: '2026-11-20T08:00:00.000000Z' };
  expect(laterToldOf(stored, SINCE)).toStrictEqual([{ key: 'k', tells: 'stored' }]);
});

test.each(['lost', 'unobtainable'] as const)('one that is %s is gone, under whichever key it could be', (outcome) => {
  const alternative = `pipeline/res/demo/image/upload/a/1700000000-${MD5}.jpg`;
  const gone = [KEY, alternative].map((key) => ({ key, tells: 'gone', md5: MD5 }));
  expect(laterToldOf({ ...entry, outcome }, SINCE)).toStrictEqual(gone);
  const { etag: _, ...bare } = entry;
  expect(laterToldOf({ ...bare, outcome }, SINCE)).toStrictEqual([{ key: KEY, tells: 'gone' }]);
  expect(gone.map((told) => parseLaterTold(JSON.stringify(told)))).toEqual(gone);
});

test('nothing else tells anything of it', () => {
  expect(laterToldOf({ ...entry, recorded_at: '2026-11-20T08:59:59.999999Z' }, SINCE)).toEqual([]);
  for (const outcome of ['excluded', 'too-large', 'unverifiable'] as const) {
    expect(laterToldOf({ ...entry, outcome }, SINCE)).toEqual([]);
  }
  const { v, id, at, recorded_at, cloud, resource_type, type, public_id } = entry;
  const base = { v, id, at, recorded_at, cloud, resource_type, type, public_id };
  expect(laterToldOf({ ...base, kind: 'deleted' }, SINCE)).toEqual([]);
});
