import { inventoryFolder, journalFolder, runKey, shardFile } from '#shared/domain/bucket/bucket-layout.ts';
import type { Manifest } from '#shared/domain/inventory/inventory-documents.ts';
import { parseRecord } from '#shared/domain/inventory/inventory-record.ts';
import type { JournalEntry } from '#shared/domain/journal/journal-entry.ts';
import { bytesOf } from '#shared/domain/runs/counts.ts';
import type { ShardFile } from '#shared/domain/runs/document-fields.ts';
import { type ExpectedRevision, expectedOfEntry, expectedOfRecord } from '#shared/domain/verify/expected-revision.ts';
import { gunzipLines } from '../runs/gzip-lines.ts';
import { journalSource } from '../runs/journal-source.ts';
import type { RunDependencies } from '../runs/run-dependencies.ts';
import { spoolShards } from '../runs/spool-shards.ts';
import { type SpoolPage, type SpoolSource, spoolLine } from '../runs/spool-source.ts';
import { inventoryManifest } from './newest-inventory.ts';
import type { VerifyResult, VerifyRun, VerifyState } from './verify-state.ts';

const ROWS_PER_PAGE = 10_000;

/** Where to read what should be in the bucket. */
interface ExpectedReading extends Pick<RunDependencies, 'store' | 'signal' | 'note'> {
  readonly cloud: string;
  readonly shards: number;
  readonly inventory: Pick<Manifest, 'started_at' | 'parts'> | undefined;
}

/**
 * Pages of the journal, a thousand objects each, or of an inventory, ten thousand rows each, that are held in memory
 * until they are written.
 */
export const JOURNAL_PAGES_PER_STEP = 5;

/** Reads what should be in the bucket: the whole journal, and the newest finished inventory. */
export async function spoolExpected(run: VerifyRun, state: VerifyState): Promise<VerifyResult> {
  const { cloud, started, on } = run;
  const { inventory: startedAt, shards } = started;
  const inventory = startedAt === undefined ? undefined : await inventoryManifest(cloud, startedAt, on);
  return spoolShards(run, state, {
    kind: '_expected',
    source: expectedSource({ ...on, cloud, shards, inventory }),
    start: journalFolder(cloud),
    pagesPerStep: JOURNAL_PAGES_PER_STEP,
  });
}

function countsOf(expected: readonly ExpectedRevision[]): SpoolPage['counts'] {
  return { expected: expected.length, expected_bytes: bytesOf(expected) };
}

/** A position within the inventory; those within the journal are keys of the bucket. */
function inventoryPosition(part: number, row: number): string {
  return `part:${part}:${row}`;
}

function parseInventoryPosition(position: string): { readonly part: number; readonly row: number } | undefined {
  const [, part, row] = /^part:(\d+):(\d+)$/.exec(position) ?? [];
  return part === undefined ? undefined : { part: Number(part), row: Number(row) };
}

/** Reads the rows of an inventory's files, and keeps the last file, because the next page may come from it too. */
function rowReader({ cloud, store, signal, note }: ExpectedReading) {
  let current: { readonly key: string; readonly lines: Promise<readonly string[]> } | undefined;
  const linesOf = async (key: string): Promise<readonly string[]> => {
    const object = await store.read(key, signal);
    // The journal records nearly all of it, while a run that failed here would verify nothing.
    if (object === undefined) note('a file of an inventory is missing; the run continues without it', { key });
    return object === undefined ? [] : gunzipLines(object.body);
  };
  const expectedIn = (key: string, line: string): ExpectedRevision | undefined => {
    try {
      return expectedOfRecord(parseRecord(line));
    } catch {
      note('a line of an inventory is unreadable; the run continues without it', { key });
      return undefined;
    }
  };
  return async (startedAt: string, part: ShardFile, row: number) => {
    const key = runKey(inventoryFolder(cloud), startedAt, shardFile('part', part.shard, part.number));
    if (current?.key !== key) current = { key, lines: linesOf(key) };
    const lines = await current.lines;
    const expected = lines.slice(row, row + ROWS_PER_PAGE).flatMap((line) => expectedIn(key, line) ?? []);
    return { expected, last: row + ROWS_PER_PAGE >= lines.length };
  };
}

/**
 * Everything that should be in the bucket: what the whole journal records, then the newest finished inventory. Lines
 * are {@link ExpectedRevision}s; a key may come more than once.
 */
function expectedSource(reading: ExpectedReading): SpoolSource {
  const { shards, inventory } = reading;
  const lineOf = (expected: ExpectedRevision) => spoolLine(expected.key, expected, shards);
  const ofEntry = (entry: JournalEntry): readonly ExpectedRevision[] => {
    const expected = expectedOfEntry(entry);
    return expected === undefined ? [] : [expected];
  };
  const journal = journalSource({
    ...reading,
    linesOf: (entry) => ofEntry(entry).map(lineOf),
    countsOf: (entries) => countsOf(entries.flatMap(ofEntry)),
  });
  const readRows = rowReader(reading);
  const readInventory = async (at: { part: number; row: number }): Promise<SpoolPage> => {
    const parts = inventory?.parts ?? [];
    const part = parts[at.part];
    if (inventory === undefined || part === undefined) {
      return { lines: [], next: inventoryPosition(at.part, at.row), last: true, counts: {} };
    }
    const { expected, last } = await readRows(inventory.started_at, part, at.row);
    const next = last ? inventoryPosition(at.part + 1, 0) : inventoryPosition(at.part, at.row + ROWS_PER_PAGE);
    return { lines: expected.map(lineOf), next, last: last && at.part + 1 >= parts.length, counts: countsOf(expected) };
  };
  return {
    read: async (position) => {
      const at = parseInventoryPosition(position);
      if (at !== undefined) return readInventory(at);
      const page = await journal.read(position);
      return page.last && inventory !== undefined ? { ...page, next: inventoryPosition(0, 0), last: false } : page;
    },
  };
}
