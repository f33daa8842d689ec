import { describe, expect, test } from 'vitest';
import type { SelectionRules } from '#shared/domain/asset/selection-rules.ts';
import { concludeRecord } from '#shared/domain/inventory/conclude-record.ts';
import type { InventoryRecord } from '#shared/domain/inventory/inventory-record.ts';
import { failedAttempt, type Judgement, judgeAsset, MAX_TRIES } from '#shared/domain/inventory/judge-asset.ts';
import { isSameRevision, keysOfRecord, storedEvidence } from '#shared/domain/inventory/stored-evidence.ts';
import type { JournalEntry } from '#shared/domain/journal/journal-entry.ts';
import { entry, minute } from '../journal/entries.ts';
import { ALTERNATIVE_KEY, ASSET_ID, KEY, knowing, listed, listedWithout, revisionEntry } from './records.ts';

const STORED = { key: KEY, verified: 'md5' } as const;
const stored = [revisionEntry(20, 'stored', STORED)];
const isProtected = { status: 'protected', stored: STORED } as const;
const excluding: SelectionRules = { exclude: { tags: ['t'] } };

const tried = listed({ status: 'blocked', tries: 2 });
const triedOften = listed({ status: 'blocked', tries: MAX_TRIES, detail: 'HTTP 401' });
const givenUp = { status: 'given-up', reason: 'blocked', tries: MAX_TRIES, detail: 'HTTP 401' } as const;
/** Given up without a reason, as earlier versions may have written. */
const unreasoned = [
  listed({ status: 'protected', tries: MAX_TRIES }),
  listed({ status: 'excluded', tries: MAX_TRIES }),
  listed({ tries: MAX_TRIES }),
];

interface Known {
  readonly events?: readonly JournalEntry[];
  readonly previous?: InventoryRecord;
  readonly rules?: SelectionRules;
  readonly retry?: boolean;
}

test.each<[string, InventoryRecord, Known, Judgement]>([
  ['protected if something records that its bytes are in the bucket', listed(), { events: stored }, isProtected],
  [
    'excluded by the rules, by its listed tags too, whatever is stored',
    listed(),
    { events: stored, rules: excluding },
    { status: 'excluded', detail: 'excluded by tag t' },
  ],
  ['protected without such a tag', listed({ tags: [] }), { events: stored, rules: excluding }, isProtected],
  [
    'given up as a placeholder, whatever is stored of it',
    listed({ placeholder: true }),
    { events: stored, retry: true },
    { status: 'given-up', reason: 'placeholder' },
  ],
  [
    'given up as a placeholder, with the rejection that the listing shows',
    listed({
      placeholder: true,
      moderation: [
        { kind: 'x', status: 'approved' },
        { kind: 'manual', status: 'rejected' },
      ],
    }),
    {},
    { status: 'given-up', reason: 'placeholder', detail: 'rejected by moderation (manual)' },
  ],
  [
    'given up as a placeholder for a reason that the listing does not show',
    listed({ placeholder: true, moderation: [{ kind: 'manual', status: 'pending' }] }),
    {},
    { status: 'given-up', reason: 'placeholder' },
  ],
  ['undecided if nothing records that', listed(), {}, { status: 'undecided', tries: 0 }],
  ['undecided with the tries of its revision', listed(), { previous: tried }, { status: 'undecided', tries: 2 }],
  [
    'undecided without those of another',
    listed({ version: 8 }),
    { previous: tried },
    { status: 'undecided', tries: 0 },
  ],
  ['given up after five runs, with the reason of the last', listed(), { previous: triedOften }, givenUp],
  [
    'open again if the operator asks for it',
    listed(),
    { previous: triedOften, retry: true },
    { status: 'undecided', tries: MAX_TRIES },
  ],
  ...unreasoned.map((previous): [string, InventoryRecord, Known, Judgement] => [
    `pending where it was given up as ${previous.status}`,
    listed(),
    { previous },
    { status: 'given-up', reason: 'pending', tries: MAX_TRIES },
  ]),
])('a listed asset is %s', (_, record, { events = [], previous, rules = {}, retry = false }, judgement) => {
  expect(judgeAsset(record, knowing(events, previous), rules, retry)).toEqual(judgement);
});

describe('a failed attempt', () => {
  test.each([
    ['lost', 'lost'],
    ['unobtainable', 'blocked'],
    ['too-large', 'too-large'],
    ['unverifiable', 'unverifiable'],
  ] as const)('with the outcome %s gives the reason %s', (outcome, reason) => {
    expect(failedAttempt(listed(), [revisionEntry(51, outcome)])).toEqual({ reason });
    expect(failedAttempt(listed(), [revisionEntry(51, outcome, { reason: 'why' })])).toEqual({ reason, detail: 'why' });
  });

  test('is the last one of this revision, and no entry of verify, which is about earlier copies', () => {
    const events = [
      revisionEntry(51, 'lost'),
      revisionEntry(52, 'unobtainable'),
      revisionEntry(53, 'excluded'),
      revisionEntry(54, 'too-large', { version: 8 }),
      revisionEntry(55, 'unverifiable', { origin: 'verify' }),
      entry('tags', 56, { asset_id: ASSET_ID, change: { added: [], removed: [] } }),
    ];
    expect(failedAttempt(listed(), events)).toEqual({ reason: 'blocked' });
    expect(failedAttempt(listed(), events.slice(2))).toBeUndefined();
  });
});

const undecided = { status: 'undecided', tries: 2 } as const;
const { status: _, reason, ...given } = givenUp;
test.each<[string, Judgement, readonly JournalEntry[], Partial<InventoryRecord>]>([
  ['where protected bytes are', isProtected, [], { status: 'protected', ...STORED }],
  ['why it is excluded', { status: 'excluded', detail: 'by tag t' }, [], { status: 'excluded', detail: 'by tag t' }],
  ['that it is withdrawn', { status: 'given-up', reason: 'placeholder' }, [], { status: 'placeholder' }],
  ['why it was given up', givenUp, [], { status: reason, ...given }],
  [
    'why a try was in vain',
    undecided,
    [revisionEntry(51, 'lost', { reason: 'replaced' })],
    { status: 'lost', tries: 3, detail: 'replaced' },
  ],
  ['that an attempt failed', undecided, [revisionEntry(51, 'lost')], { status: 'lost', tries: 3 }],
  ['that its job is still waiting, which is no attempt', undecided, [], { status: 'pending', tries: 2 }],
])('a concluded row says %s, and not what the listing step assumed', (_says, judgement, events, row) => {
  const asked = listed({ queued: true, key: 'old', sha256: 'old', verified: 'length', source: 'download' });
  expect(concludeRecord(asked, judgement, events)).toStrictEqual(listed(row));
});

const R7 = { version: 7, bytes: 50, etag: 'e7' };
const SEEN = { key: KEY, sha256: 's7', verified: 'md5', source: 'download' } as const;
function storedAt(at: number, more = {}) {
  return revisionEntry(at, 'stored', { ...SEEN, ...more });
}

test('a revision has two keys, or one if no etag names the other', () => {
  expect(keysOfRecord(listed())).toEqual([KEY, ALTERNATIVE_KEY]);
  expect(keysOfRecord(listedWithout('etag'))).toEqual([KEY]);
});

test('a known revision is the listed one if version, length and, if listed, etag are the same', () => {
  expect(isSameRevision(R7, listed())).toBe(true);
  expect(isSameRevision(R7, listedWithout('etag'))).toBe(true);
  expect(isSameRevision({ version: 7, bytes: 50 }, listed())).toBe(false);
  for (const other of [{ version: 8 }, { bytes: 51 }, { etag: 'e8' }]) {
    expect(isSameRevision({ ...R7, ...other }, listed())).toBe(false);
  }
});

const row = listed({ key: KEY, status: 'protected' });
const renamed = listed({ public_id: 'b' });
const unknown = listedWithout('etag', 'tags');
const KEY_OF_B = KEY.replace('/a/', '/b/');
const here = { key: KEY, verified: 'md5' } as const;
const notStored = [
  revisionEntry(20, 'lost'),
  entry('tags', 21, { asset_id: ASSET_ID, change: { added: [], removed: [] } }),
  entry('observed', 22, { asset_id: ASSET_ID, state: 'gone' }),
];
const rename = entry('renamed', 30, {
  asset_id: ASSET_ID,
  to_public_id: 'b',
  revision: { ...R7, format: 'png', key: KEY_OF_B, verified: 'md5' },
});
const seen = entry('observed', 20, { asset_id: ASSET_ID, state: 'present', revision: { ...R7, ...here } });
const beside = storedAt(20, { key: ALTERNATIVE_KEY });
const refuted = revisionEntry(20, 'lost', { origin: 'verify', recorded_at: minute(40) });
const mended = storedAt(20, { origin: 'verify', key: ALTERNATIVE_KEY, recorded_at: minute(45) });

test.each<[string, InventoryRecord, readonly JournalEntry[], InventoryRecord | undefined, object | undefined]>([
  ['nothing if nothing is recorded', listed(), [], undefined, undefined],
  ['no entry that only records that it is not there', listed(), notStored, listed({ status: 'pending' }), undefined],
  ...[0, 49, 50, 59].map((at): [string, InventoryRecord, JournalEntry[], undefined, object] => [
    `an entry of the journal, also of minute ${at}`,
    listed(),
    [storedAt(at)],
    undefined,
    SEEN,
  ]),
  ...[{ version: 6 }, { bytes: 49 }, { etag: 'e6' }].map(
    (other): [string, InventoryRecord, JournalEntry[], undefined, undefined] => [
      `no entry of another revision: ${JSON.stringify(other)}`,
      listed(),
      [storedAt(20, other)],
      undefined,
      undefined,
    ],
  ),
  ['nothing of the name that the asset had before', renamed, [storedAt(20)], row, undefined],
  ['the copy of a rename', renamed, [storedAt(20), rename], undefined, { key: KEY_OF_B, verified: 'md5' }],
  ['the row of the run before', listed(), [], row, { key: KEY, verified: 'length' }],
  ['no row of another revision', listed(), [], { ...row, version: 6 }, undefined],
  ['what an earlier run observed', listed(), [seen], undefined, here],
  [
    'the witness that has seen the bytes pass, if one has',
    listed(),
    [revisionEntry(30, 'already-stored', here), storedAt(20)],
    undefined,
    SEEN,
  ],
  ['the alternative key', listed(), [beside], undefined, { ...SEEN, key: ALTERNATIVE_KEY }],
  [
    'the alternative key that only the witness knows, where the listing has no etag',
    listedWithout('etag'),
    [beside],
    undefined,
    { ...SEEN, key: ALTERNATIVE_KEY },
  ],
  ['a key without any etag', unknown, [], { ...unknown, key: KEY }, { key: KEY, verified: 'length' }],
  ['nothing that verify has refuted since', listed(), [storedAt(20), refuted], row, undefined],
  ['what was stored after a refutation', listed(), [refuted, storedAt(41)], row, SEEN],
  ['what verify mended', listed(), [storedAt(20), mended, refuted], row, { ...SEEN, key: ALTERNATIVE_KEY }],
])('evidence that a revision is in the bucket is %s', (_, record, events, previous, evidence) => {
  expect(storedEvidence(record, knowing(events, previous))).toEqual(evidence);
});
