import { hash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { inventoryFolder, journalKey, runKey, shardFile } from '#shared/domain/bucket/bucket-layout.ts';
import type { Manifest } from '#shared/domain/inventory/inventory-documents.ts';
import { NO_TALLY } from '#shared/domain/inventory/inventory-documents.ts';
import { ulid } from '#shared/domain/journal/ulid.ts';
import type { ShardFile } from '#shared/domain/runs/document-fields.ts';
import { shardCountFor, shardOf } from '#shared/domain/runs/shards.ts';
import { millisecondsOf } from '#shared/domain/text/instant.ts';
import { type GeneratedLibrary, hexOf } from './generated-library.ts';
import { inventoryRow } from './inventory-row.ts';
import { journalEntries } from './journal-entries.ts';

const ROWS_PER_PART = 10_000;
const ENTRIES_PER_OBJECT = 8;
const compress = promisify(gzip);

/** The objects of the previous run, and of the journal since: keys and bodies. */
export async function* storedFiles(
  library: GeneratedLibrary,
): AsyncGenerator<readonly [key: string, body: Buffer], void> {
  const startedAt = library.previousStart;
  const folder = inventoryFolder(library.cloud);
  const rows = library.firstNew + library.gone;
  const shards = shardCountFor(rows * 1.1);
  const parts: ShardFile[] = [];
  const waiting = Array.from({ length: shards }, (): string[] => []);
  const partOf = async (shard: number): Promise<readonly [string, Buffer]> => {
    const lines = waiting[shard] ?? [];
    const body = await compress(lines.map((line) => `${line}\n`).join(''), { level: 1 });
    const number = parts.filter((part) => part.shard === shard).length;
    parts.push({ shard, number, rows: lines.length, bytes: body.length, md5: hash('md5', body) });
    waiting[shard] = [];
    return [runKey(folder, startedAt, shardFile('part', shard, number)), body];
  };
  for (let row = 0; row < rows; row += 1) {
    const index = row < library.firstNew ? row : library.assets + row - library.firstNew;
    const shard = shardOf(hexOf('asset', index), shards);
    const lines = waiting[shard] ?? [];
    lines.push(JSON.stringify(inventoryRow(library, index)));
    if (lines.length >= ROWS_PER_PART) yield await partOf(shard);
  }
  for (const shard of waiting.keys()) yield await partOf(shard);
  yield [
    runKey(folder, startedAt, 'manifest.json'),
    Buffer.from(JSON.stringify(manifestOf(library, rows, shards, parts))),
  ];
  const entries = journalEntries(library);
  for (let from = 0; from < entries.length; from += ENTRIES_PER_OBJECT) {
    const batch = entries.slice(from, from + ENTRIES_PER_OBJECT);
    const writtenAt = new Date(millisecondsOf(batch[0]?.recorded_at ?? ''));
    const key = journalKey(
      library.cloud,
      writtenAt,
      ulid(writtenAt.getTime(), Buffer.from(hexOf('batch', from), 'hex')),
    );
    yield [key, Buffer.from(batch.map((entry) => `${JSON.stringify(entry)}\n`).join(''))];
  }
}

function manifestOf(library: GeneratedLibrary, assets: number, shards: number, parts: readonly ShardFile[]): Manifest {
  const started_at = library.previousStart;
  const unobtainable = { placeholder: 0, lost: 0, blocked: 0, 'too-large': 0, unverifiable: 0, pending: 0 };
  const bytes = { bytes: 0, protected_bytes: 0 };
  return {
    v: 1,
    cloud: library.cloud,
    started_at,
    listed_until: started_at,
    finished_at: started_at,
    shards,
    parts: [...parts],
    tally: NO_TALLY,
    completeness: { ...bytes, assets, protected: assets, excluded: 0, unprotected: 0, unobtainable },
  };
}
