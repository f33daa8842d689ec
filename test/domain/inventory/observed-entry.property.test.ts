import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { identityText } from '#shared/domain/asset/asset.ts';
import { detailsOf } from '#shared/domain/asset/asset-details.ts';
import type { AssetDetails, Revision } from '#shared/domain/asset/revision.ts';
import type { InventoryRecord } from '#shared/domain/inventory/inventory-record.ts';
import { observedEntry } from '#shared/domain/inventory/observed-entry.ts';
import { type Knowledge, recordedState } from '#shared/domain/inventory/recorded-state.ts';
import type { JournalEntry, StoredBytes } from '#shared/domain/journal/journal-entry.ts';
import type { AssetState } from '#shared/domain/journal/library-state.ts';
import { withoutUndefined } from '#shared/domain/text/without-undefined.ts';
import { runs } from '#test/scale.ts';
import { entry, minute } from '../journal/entries.ts';
import { ASSET_ID, KEY, knowing, LISTED, listed } from './records.ts';

function maybe<T>(value: fc.Arbitrary<T>) {
  return fc.option(value, { nil: undefined });
}
const name = fc.constantFrom('a', 'b');
const folder = fc.constantFrom('', 'x', 'x/y', 'z');
const tags = fc.subarray(['s', 't', 'u']).chain((some) => fc.shuffledSubarray(some, { minLength: some.length }));

/** Few values of each, so that what is listed often is what was recorded. */
const anyDetails: fc.Arbitrary<AssetDetails> = fc
  .record({
    tags: maybe(tags),
    context: maybe(fc.constantFrom({}, { k: '1', l: '2' }, { l: '2', k: '1' })),
    metadata: maybe(fc.constantFrom({}, { m: 1, n: { o: [1, 2], p: null } }, { n: { p: null, o: [1, 2] }, m: 1 })),
    asset_folder: maybe(folder),
    display_name: maybe(name),
    access_control: maybe(fc.constantFrom(null, [], [{ access_type: 'token' }])),
    access_mode: maybe(fc.constantFrom('public', 'authenticated')),
    moderation: maybe(
      fc.constantFrom(
        [],
        [{ kind: 'a', status: 'pending' }],
        [
          { kind: 'a', status: 'rejected' },
          { kind: 'b', status: 'approved' },
        ],
      ),
    ),
    created_at: maybe(fc.constantFrom('2026-11-20T09:00:00Z', '2026-11-20T09:00:00.000000Z', '2026-11-19T09:00:00Z')),
  })
  .map((details) => withoutUndefined(details) as AssetDetails); // absent means unknown

const anyRevision = fc.constantFrom(
  { version: 7, bytes: 50, etag: 'e7' },
  { version: 7, bytes: 50, etag: 'e7', version_id: 'v7' },
  { version: 6, bytes: 50, etag: 'e6' },
  { version: 7, bytes: 50 },
);
const anyStored: fc.Arbitrary<StoredBytes | undefined> = fc.constantFrom(
  undefined,
  { key: KEY, verified: 'md5' },
  { key: KEY.replace('/a/', '/b/'), verified: 'length', sha256: 's' },
);

const asset = { asset_id: ASSET_ID };

/** Any event of the asset or of folders, except at the very moment of its listing. */
const anyEvent: fc.Arbitrary<JournalEntry> = fc
  .record({
    at: fc.integer({ min: 0, max: 60 }).filter((at) => at !== LISTED),
    name,
    revision: anyRevision,
    stored: anyStored,
    details: anyDetails,
    tags,
    folder,
    kind: fc.constantFrom(
      'revision',
      'lost',
      'deleted',
      'renamed',
      'tags',
      'context',
      'moved',
      'folder',
      'seen',
      'gone',
    ),
  })
  .map(({ kind, at, name: public_id, revision, stored, details, tags: added, folder: to }): JournalEntry => {
    switch (kind) {
      case 'revision':
        return entry('revision', at, { ...asset, public_id, ...revision, ...stored, ...details, outcome: 'stored' });
      case 'lost':
        return entry('revision', at, { ...asset, public_id, ...revision, outcome: 'lost' });
      case 'deleted':
        return entry('deleted', at, { ...asset, public_id });
      case 'renamed':
        return entry('renamed', at, { ...asset, public_id: 'a', to_public_id: public_id, revision });
      case 'tags':
        return entry('tags', at, { ...asset, public_id, change: { added, removed: ['s'] } });
      case 'context':
        return entry('context', at, { ...asset, public_id, change: { set: { k: '1' }, removed: ['l'] } });
      case 'moved':
        return entry('moved', at, { ...asset, public_id, to_asset_folder: to });
      case 'folder':
        return entry('folder-moved', at, { from_path: 'x', to_path: 'z' });
      case 'seen':
        return entry('observed', at, {
          ...asset,
          public_id,
          state: 'present',
          revision: { ...revision, ...stored },
          details,
        });
      default:
        return entry('observed', at, { ...asset, public_id, state: 'gone' });
    }
  });

/** The asset as it is listed, under either name, with or without its original. */
const anyRecord: fc.Arbitrary<InventoryRecord> = fc
  .record({ name, revision: anyRevision, details: anyDetails, isPlaceholder: fc.boolean() })
  .map(({ name: public_id, revision, details, isPlaceholder }) => {
    const { etag: _, tags: __, ...bare } = listed();
    return {
      ...bare,
      public_id,
      ...revision,
      ...details,
      ...(isPlaceholder && { placeholder: true as const, bytes: 0 }),
    };
  });

/** What notifications and earlier runs may record about the asset, in any order. */
const anyKnowledge: fc.Arbitrary<Knowledge> = fc
  .record({ events: fc.array(anyEvent, { maxLength: 8 }), previous: maybe(anyRecord), stored: anyStored })
  .map(({ events, previous, stored }) =>
    knowing(events, previous && { ...previous, ...stored, listed_at: previous.listed_at.replace('T09:50', 'T09:12') }),
  );

/** Where its bytes are, if they are in the bucket. */
const anyEvidence = anyStored;

/** A detail without what makes no difference: the order of tags, the two ways of saying that there is no access control, the way in which a time is written. */
function meant(name: string, value: unknown): unknown {
  if (name === 'tags' && Array.isArray(value)) return value.toSorted();
  if (name === 'access_control' && Array.isArray(value) && value.length === 0) return null;
  return name === 'created_at' ? new Date(String(value)).getTime() : value;
}

function recordsDetails(recorded: AssetState, record: InventoryRecord): boolean {
  const known = new Map<string, unknown>(Object.entries(recorded.details));
  // A listing names one decision, and the others still hold.
  const { moderation = [] } = recorded.details;
  const named = detailsOf(record).moderation ?? [];
  if (record.moderation !== undefined && recorded.details.moderation === undefined) return false;
  if (!named.every((one) => moderation.some((decision) => isDeepStrictEqual(decision, one)))) return false;
  return Object.entries(detailsOf(record))
    .filter(([name]) => name !== 'moderation')
    .every(([name, value]) => known.has(name) && isDeepStrictEqual(meant(name, known.get(name)), meant(name, value)));
}

/** Whether all that the listing of an asset shows is recorded, and where its bytes are. */
function recordsAll(
  recorded: AssetState | undefined,
  record: InventoryRecord,
  stored: StoredBytes | undefined,
): boolean {
  if (recorded === undefined || recorded.deleted_at !== undefined) return false;
  if (identityText(recorded.asset) !== identityText(record) || !recordsDetails(recorded, record)) return false;
  if (record.placeholder) return true;
  const { revision } = recorded;
  const isListed = revision?.version === record.version && revision.bytes === record.bytes;
  const hasEtag = record.etag === undefined || revision?.etag === record.etag;
  return isListed && hasEtag && (stored === undefined || revision.key === stored.key);
}

function stateOf(knowledge: Knowledge, more: readonly JournalEntry[] = []) {
  return recordedState(ASSET_ID, { ...knowledge, events: [...knowledge.events, ...more] }, minute(LISTED));
}

const cases = fc.tuple(anyRecord, anyKnowledge, anyEvidence);

test('there is an entry if and only if the listing differs from what is recorded', () => {
  fc.assert(
    fc.property(cases, ([record, knowledge, stored]) => {
      const change = observedEntry(record, stateOf(knowledge), stored);
      expect(change === undefined).toBe(recordsAll(stateOf(knowledge), record, stored));
    }),
    { numRuns: runs(500) },
  );
}, 30_000);

test('once it is in the journal, what is recorded is what is listed, and there is no further entry', () => {
  fc.assert(
    fc.property(cases, ([record, knowledge, stored]) => {
      const change = observedEntry(record, stateOf(knowledge), stored);
      fc.pre(change !== undefined);
      const recorded: JournalEntry = { v: 1, recorded_at: minute(LISTED + 1), ...change };
      const state = stateOf(knowledge, [recorded]);
      expect(recordsAll(state, record, stored)).toBe(true);
      expect(observedEntry(record, state, stored)).toBeUndefined();
    }),
    { numRuns: runs(500) },
  );
}, 30_000);

test('it keeps what only notifications report of the same revision: version_id, where the bytes are, other details', () => {
  fc.assert(
    fc.property(cases, ([record, knowledge, stored]) => {
      const before = stateOf(knowledge);
      const change = observedEntry(record, before, stored);
      fc.pre(change !== undefined && before?.revision !== undefined && before.deleted_at === undefined);
      const after = stateOf(knowledge, [{ v: 1, recorded_at: minute(LISTED + 1), ...change }]);
      expect(Object.keys(after?.details ?? {})).toEqual(expect.arrayContaining(Object.keys(before?.details ?? {})));
      const contentOf = ({ version, bytes, etag }: Partial<Revision> = {}) => [version, bytes, etag];
      const isSame = isDeepStrictEqual(contentOf(before?.revision), contentOf(after?.revision));
      fc.pre(isSame);
      const { version_id } = before?.revision ?? {};
      if (version_id !== undefined && record.version_id === undefined) {
        expect(after?.revision?.version_id).toBe(version_id);
      }
      if (stored === undefined) expect(after?.revision?.key).toBe(before?.revision?.key);
    }),
    { numRuns: runs(500) },
  );
}, 30_000);
