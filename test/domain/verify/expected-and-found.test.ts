import { describe, expect, test } from 'vitest';
import type { InventoryRecord } from '#shared/domain/inventory/inventory-record.ts';
import type { JournalEntry, RevisionEntry } from '#shared/domain/journal/journal-entry.ts';
import { withoutUndefined } from '#shared/domain/text/without-undefined.ts';
import {
  type ExpectedRevision,
  expectedOfEntry,
  expectedOfRecord,
  isAsExpected,
  md5OfEtag,
  weightOf,
} from '#shared/domain/verify/expected-revision.ts';
import { type FoundProblem, firstProblems, reportedProblem } from '#shared/domain/verify/found-problem.ts';
import { laterRecordsOf } from '#shared/domain/verify/later-record.ts';
import { alternativeKeyOf, mendingJob } from '#shared/domain/verify/mending-job.ts';

const MD5 = '0123456789abcdef0123456789abcdef';
const OTHER = 'ffffffffffffffffffffffffffffffff';

/** A revision with all its fields. */
const expected: ExpectedRevision = {
  resource_type: 'image',
  type: 'upload',
  public_id: 'a',
  asset_id: 'a3c1',
  version: 1700000000,
  version_id: '7be4',
  format: 'jpg',
  bytes: 500,
  md5: MD5,
  key: 'pipeline/res/demo/image/upload/a/1700000000.jpg',
  sha256: 'ff',
  verified: 'md5',
  at: '2026-11-20T09:15:32.418220Z',
};

const { resource_type, type, public_id, asset_id, at } = expected;
const ASSET = { resource_type, type, public_id, asset_id };
const REVISION = { version: 1700000000, version_id: '7be4', format: 'jpg', bytes: 500, etag: MD5 };
const STORED = { key: expected.key, sha256: 'ff', verified: 'md5' } as const;

/** An entry of the asset; a field given as `undefined` is left out. */
function entryOf(more: object): JournalEntry {
  const event = { v: 1, id: '01', at, recorded_at: '2026-11-20T09:15:33.000000Z', cloud: 'demo' };
  return withoutUndefined({ ...event, ...ASSET, ...more }) as unknown as JournalEntry;
}
function revisionEntry(more: object = {}) {
  return entryOf({ kind: 'revision', outcome: 'stored', ...REVISION, ...STORED, ...more });
}
function renamed(more: object = {}) {
  return entryOf({ kind: 'renamed', to_public_id: 'b', revision: { ...REVISION, ...STORED }, ...more });
}
function observed(more: object) {
  return entryOf({ kind: 'observed', ...more });
}

test.each<[string, JournalEntry, object | undefined]>([
  ['a revision that was stored', revisionEntry({ tags: ['no detail'] }), expected],
  [
    'a revision that was there before',
    revisionEntry({ outcome: 'already-stored', sha256: undefined }),
    { ...expected, sha256: undefined },
  ],
  [
    'one without asset_id and with no known digest',
    revisionEntry({ asset_id: undefined, etag: 'no MD5', sha256: undefined, verified: undefined }),
    { ...expected, asset_id: undefined, md5: undefined, sha256: undefined, verified: 'length' },
  ],
  ['the copy of a rename, under its new name', renamed(), { ...expected, public_id: 'b' }],
  ['the same of another type', renamed({ to_type: 'private' }), { ...expected, public_id: 'b', type: 'private' }],
  ['nothing of a rename that was not copied', renamed({ revision: REVISION }), undefined],
  ['nothing of a rename of an unknown revision', renamed({ revision: undefined }), undefined],
  ['what an inventory observed', observed({ state: 'present', revision: { ...REVISION, ...STORED } }), expected],
  ['nothing of what is gone', observed({ state: 'gone' }), undefined],
  ['nothing of what was not stored', revisionEntry({ outcome: 'lost', key: undefined }), undefined],
  ['nothing of what is no revision', entryOf({ kind: 'deleted', version: 1700000000 }), undefined],
])('from the journal, verify expects %s', (_, entry, wanted) => {
  expect(expectedOfEntry(entry)).toStrictEqual(wanted && withoutUndefined(wanted));
});

test('from a row of an inventory, verify expects its object, if it has one', () => {
  const listed = { v: 1, cloud: 'demo', listed_at: '2026-11-20T10:00:00.000000Z' } as const;
  const record: InventoryRecord = { ...listed, ...ASSET, asset_id: 'a3c1', ...REVISION, ...STORED };
  expect(expectedOfRecord(record)).toStrictEqual({ ...expected, at: record.listed_at });
  const { key: _, ...unprotected } = record;
  expect(expectedOfRecord(unprotected)).toBeUndefined();
});

test('an ETag is an MD5 only if it looks like one', () => {
  expect(md5OfEtag(MD5)).toBe(MD5);
  expect([undefined, '', `${MD5}-2`, MD5.toUpperCase(), `${MD5}0`].map(md5OfEtag)).toEqual(Array(5).fill(undefined));
});

test.each([
  [{ bytes: 5, md5: MD5 }, { bytes: 5, md5: MD5 }, true],
  [{ bytes: 5, md5: OTHER }, { bytes: 5, md5: MD5 }, false],
  [{ bytes: 6, md5: MD5 }, { bytes: 5, md5: MD5 }, false],
  [{ bytes: 5 }, { bytes: 5, md5: MD5 }, true],
  [{ bytes: 5, md5: MD5 }, { bytes: 5 }, true],
  [{ bytes: 6 }, { bytes: 5 }, false],
])('%j against %j: %s', (found, wanted, matches) => {
  expect(isAsExpected(found, wanted)).toBe(matches);
});

test('of several expectations, the one with the best evidence weighs most', () => {
  const weigh = (more: Partial<ExpectedRevision>, matches: boolean) => {
    const { md5: _md5, sha256: _sha256, asset_id: _id, ...bare } = expected;
    return weightOf({ ...bare, verified: 'length', ...more }, matches);
  };
  const weights = [
    weigh({}, false),
    weigh({ asset_id: 'a' }, false),
    weigh({ asset_id: 'a', sha256: 'ff' }, false),
    weigh({ asset_id: 'a', md5: MD5 }, false),
    weigh({ asset_id: 'a' }, true),
    weigh({ asset_id: 'a', md5: MD5, verified: 'md5' }, false),
    weigh({ asset_id: 'a', md5: MD5, verified: 'md5' }, true),
    weightOf(expected, true),
  ];
  expect(weights).toEqual([...new Set(weights)].sort((a, b) => a - b));
  // Without an MD5 there was none to verify by.
  expect(weigh({ verified: 'md5' }, false)).toBe(weigh({}, false));
});

const BARE_NAME = { key: 'k', resource_type: 'raw', type: 'upload', public_id: 'b.csv', version: 1 };
const bare: ExpectedRevision = { ...BARE_NAME, bytes: 5, verified: 'length', at: expected.at };
const different: FoundProblem = { problem: 'different', expected, found: { bytes: 500, md5: OTHER } };

test('a problem is reported with what was expected and found', () => {
  const { key, resource_type, type, public_id, version } = expected;
  const named = { key, resource_type, type, public_id, version };
  expect(reportedProblem(different, 'mended', 'elsewhere')).toStrictEqual({
    problem: 'different',
    ...named,
    expected: { bytes: 500, md5: MD5 },
    found: { bytes: 500, md5: OTHER },
    mending: 'mended',
    stored_key: 'elsewhere',
  });
  expect(reportedProblem({ problem: 'missing', expected: bare }, 'pending')).toStrictEqual({
    problem: 'missing',
    ...BARE_NAME,
    expected: { bytes: 5 },
    mending: 'pending',
  });
});

test('of many problems the first by their keys are named', () => {
  const problems = ['b', 'c', 'a', 'b'].map((key, index) =>
    reportedProblem({ problem: 'missing', expected: { ...bare, key, version: index } }, 'pending'),
  );
  expect(firstProblems(problems, 3).map(({ key, version }) => [key, version])).toEqual([
    ['a', 2],
    ['b', 0],
    ['b', 3],
  ]);
  expect(firstProblems(problems, 10)).toHaveLength(4);
});

const JOB = { v: 1, job: 'revision', cloud: 'demo', at: expected.at, details: {}, origin: 'verify' };

describe('the job that mends', () => {
  test('asks for exactly the revision that the journal recorded', () => {
    expect(mendingJob('demo', different)).toStrictEqual({
      ...JOB,
      damaged: true,
      asset: { resource_type: 'image', type: 'upload', public_id: 'a', asset_id: 'a3c1' },
      revision: { version: 1700000000, version_id: '7be4', format: 'jpg', bytes: 500, etag: MD5 },
    });
    expect(mendingJob('demo', { ...different, problem: 'corrupt' })).toHaveProperty('damaged', true);
  });

  test('reports no damage if the object is missing, and leaves out what is unknown', () => {
    expect(mendingJob('demo', { problem: 'missing', expected: bare })).toStrictEqual({
      ...JOB,
      asset: { resource_type: 'raw', type: 'upload', public_id: 'b.csv' },
      revision: { version: 1, bytes: 5 },
    });
  });
});

test('a revision without MD5 has no alternative key that is known', () => {
  expect(alternativeKeyOf('demo', expected)).toBe(`pipeline/res/demo/image/upload/a/1700000000-${MD5}.jpg`);
  expect(alternativeKeyOf('demo', bare)).toBeUndefined();
});

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

test('an entry shows that its object is stored, whenever it was recorded', () => {
  const stored: RevisionEntry = { ...entry, outcome: 'stored', key: 'k', recorded_at: '2026-11-20T08:00:00.000000Z' };
  expect(laterRecordsOf(stored, SINCE)).toStrictEqual([{ key: 'k', state: 'stored' }]);
});

test.each(['lost', 'unobtainable'] as const)('one that is %s is gone, under whichever key it could be', (outcome) => {
  const alternative = `pipeline/res/demo/image/upload/a/1700000000-${MD5}.jpg`;
  const gone = [expected.key, alternative].map((key) => ({ key, state: 'gone', md5: MD5 }));
  expect(laterRecordsOf({ ...entry, outcome }, SINCE)).toStrictEqual(gone);
  const { etag: _, ...bare } = entry;
  expect(laterRecordsOf({ ...bare, outcome }, SINCE)).toStrictEqual([{ key: expected.key, state: 'gone' }]);
});

test('no other entry counts', () => {
  expect(laterRecordsOf({ ...entry, recorded_at: '2026-11-20T08:59:59.999999Z' }, SINCE)).toEqual([]);
  for (const outcome of ['excluded', 'too-large', 'unverifiable'] as const) {
    expect(laterRecordsOf({ ...entry, outcome }, SINCE)).toEqual([]);
  }
  const { v, id, at, recorded_at, cloud, resource_type, type, public_id } = entry;
  const base = { v, id, at, recorded_at, cloud, resource_type, type, public_id };
  expect(laterRecordsOf({ ...base, kind: 'deleted' }, SINCE)).toEqual([]);
});
