import { expect, test } from 'vitest';
import type { InventoryRecord } from '#shared/domain/inventory/inventory-record.ts';
import { isUnreportedRevision } from '#shared/domain/inventory/unreported-revision.ts';
import type { JournalEntry } from '#shared/domain/journal/journal-entry.ts';

const RECORD = {
  version: Date.parse('2026-11-21T01:00:00Z') / 1000,
  bytes: 5,
  listed_at: '2026-11-21T02:30:00.000000Z',
};
const record = RECORD as InventoryRecord; // as much as is looked at

const deleted = { kind: 'deleted' } as JournalEntry;
const since = '2026-11-20T02:30:00.000Z';

function entryOf(bytes: number): JournalEntry {
  return { kind: 'revision', version: RECORD.version, bytes } as JournalEntry;
}

test.each([
  ['is unreported if no entry mentions it', record, [deleted, entryOf(6)], true],
  ['is reported if an entry mentions it', record, [deleted, entryOf(5)], false],
  ['may still be reported within an hour', { ...record, listed_at: '2026-11-21T01:59:59.000000Z' }, [], false],
])('a revision %s', (_, listed, events, expected) => {
  expect(isUnreportedRevision(listed, { previous: undefined, events, since })).toBe(expected);
});
