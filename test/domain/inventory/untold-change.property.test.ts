import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { identityText } from '../../../shared/domain/asset/asset.ts';
import { detailsOf } from '../../../shared/domain/asset/asset-details.ts';
import type { Revision } from '../../../shared/domain/asset/revision.ts';
import type { InventoryRecord } from '../../../shared/domain/inventory/inventory-record.ts';
import { type Knowledge, toldState } from '../../../shared/domain/inventory/told-state.ts';
import { untoldChange } from '../../../shared/domain/inventory/untold-change.ts';
import type { JournalEntry, StoredBytes } from '../../../shared/domain/journal/journal-entry.ts';
import type { AssetState } from '../../../shared/domain/journal/library-state.ts';
import { runs } from '../../scale.ts';
import { minute } from '../journal/entries.ts';
import { anyEvidence, anyKnowledge, anyRecord } from './arbitrary-history.ts';
import { ASSET_ID, LISTED } from './records.ts';

/** A detail without what makes no difference: the order of tags, the way in which a time is written. */
function meant(name: string, value: unknown): unknown {
  if (name === 'tags' && Array.isArray(value)) return value.toSorted();
  return name === 'created_at' ? new Date(String(value)).getTime() : value;
}

function tellsDetails(told: AssetState, record: InventoryRecord): boolean {
  const known = new Map<string, unknown>(Object.entries(told.details));
  return Object.entries(detailsOf(record)).every(
    ([name, value]) => known.has(name) && isDeepStrictEqual(meant(name, known.get(name)), meant(name, value)),
  );
}

/** Whether what is told of an asset is all that its listing shows, and where its bytes are. */
function tellsAll(told: AssetState | undefined, record: InventoryRecord, stored: StoredBytes | undefined): boolean {
  if (told === undefined || told.deleted_at !== undefined) return false;
  if (identityText(told.asset) !== identityText(record) || !tellsDetails(told, record)) return false;
  if (record.placeholder) return true;
  const { revision } = told;
  const isListed = revision?.version === record.version && revision.bytes === record.bytes;
  const hasEtag = record.etag === undefined || revision?.etag === record.etag;
  return isListed && hasEtag && (stored === undefined || revision.key === stored.key);
}

function told(knowledge: Knowledge, more: readonly JournalEntry[] = []) {
  return toldState(ASSET_ID, { ...knowledge, events: [...knowledge.events, ...more] }, minute(LISTED));
}

const cases = fc.tuple(anyRecord, anyKnowledge, anyEvidence);

test('there is an untold change where what is told is not what is listed, and only there', () => {
  fc.assert(
    fc.property(cases, ([record, knowledge, stored]) => {
      const change = untoldChange(record, told(knowledge), stored);
      expect(change === undefined).toBe(tellsAll(told(knowledge), record, stored));
    }),
    { numRuns: runs(500) },
  );
}, 30_000);

test('once it is in the journal, what is told is what is listed, and nothing is untold any more', () => {
  fc.assert(
    fc.property(cases, ([record, knowledge, stored]) => {
      const change = untoldChange(record, told(knowledge), stored);
      fc.pre(change !== undefined);
      const recorded: JournalEntry = { v: 1, recorded_at: minute(LISTED + 1), ...change };
      const state = told(knowledge, [recorded]);
      expect(tellsAll(state, record, stored)).toBe(true);
      expect(untoldChange(record, state, stored)).toBeUndefined();
    }),
    { numRuns: runs(500) },
  );
}, 30_000);

test('it keeps what only notifications tell of the same revision: version_id, where the bytes are, other details', () => {
  fc.assert(
    fc.property(cases, ([record, knowledge, stored]) => {
      const before = told(knowledge);
      const change = untoldChange(record, before, stored);
      fc.pre(change !== undefined && before?.revision !== undefined && before.deleted_at === undefined);
      const after = told(knowledge, [{ v: 1, recorded_at: minute(LISTED + 1), ...change }]);
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
