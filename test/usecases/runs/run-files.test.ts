import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { revisionKey } from '#shared/domain/bucket/bucket-layout.ts';
import { NO_TALLY } from '#shared/domain/inventory/inventory-documents.ts';
import { gunzipLines, gzipLines } from '#shared/usecases/runs/gzip-lines.ts';
import { readSpool } from '#shared/usecases/runs/read-spool.ts';
import { keyInRun, readRunDocument, shardFileOf, writeRunDocument } from '#shared/usecases/runs/run-file.ts';
import { resumeSpool, spoolPages } from '#shared/usecases/runs/spool.ts';
import { claimFor, claimMetadata, claimOf } from '#shared/usecases/runs/spool-claim.ts';
import { type SpoolPage, startOfSpool } from '#shared/usecases/runs/spool-source.ts';
import { MemoryObjectStore } from '#test/doubles/memory-object-store.ts';
import { runs } from '#test/scale.ts';
import { runFolder, START, spoolOf } from './spool-attempt.ts';

describe('gzipLines', () => {
  it('ends each line with a line feed', async () => {
    expect(String(gunzipSync(await gzipLines(['a', 'ä'])))).toBe('a\nä\n');
    expect(String(gunzipSync(await gzipLines([])))).toBe('');
  });

  it('is read back unchanged, empty lines included', { timeout: 30_000 }, async () => {
    const line = fc.string({ unit: 'binary' }).map((text) => text.toWellFormed().replaceAll('\n', ' '));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(line, fc.constant(''), fc.constant('\ufeff'))), async (lines) => {
        expect(await gunzipLines(await gzipLines(lines))).toEqual(lines);
      }),
      { numRuns: runs(50) },
    );
  });
});

describe('files of a run', () => {
  it('are written once, with the name of their writer', async () => {
    const store = new MemoryObjectStore();
    const { key, write } = shardFileOf(runFolder(store), 'part', 7, 12);
    expect(key).toBe('pipeline/inventory/demo/2026-11-21T02:30:00.000Z/part-07-00012.ndjson.gz');
    expect(await write(Buffer.from('a'), { rows: '1' })).toBe('created');
    expect(await write(Buffer.from('b'), {})).toBe('exists');
    expect(store.objects.get(key)).toMatchObject({
      body: Uint8Array.from(Buffer.from('a')),
      options: { contentType: 'application/gzip', metadata: { 'request-id': 'request-1', rows: '1' } },
    });
  });

  it('are read back, if they are documents', async () => {
    const store = new MemoryObjectStore();
    const run = runFolder(store);
    expect(await readRunDocument(run, 'report.json')).toBeUndefined();
    expect(await writeRunDocument(run, 'report.json', { name: 'Ä' })).toBe('created');
    expect(await writeRunDocument(run, 'report.json', { name: 'B' })).toBe('exists');
    expect(await readRunDocument(run, 'report.json')).toEqual({ name: 'Ä' });
    const key = keyInRun(run, 'report.json');
    expect(String(store.bodies().get(key))).toBe('{\n "name": "Ä"\n}\n');
    expect(store.objects.get(key)?.options).toEqual({
      contentType: 'application/json',
      metadata: { 'request-id': 'request-1' },
    });
  });
});

/** A spool whose steps each have their number as their line; and what is read of it as if it had other steps. */
async function spooled(steps: number) {
  const store = new MemoryObjectStore();
  const write = (step: number, body: Uint8Array) => shardFileOf(runFolder(store), '_found', 1, step).write(body, {});
  for (let step = 0; step < steps; step += 1) await write(step, await gzipLines(step === 2 ? [] : [String(step)]));
  const files: (readonly string[])[] = [];
  const read = async (step: number, from = store) => {
    const state = { shard: 1, spools: { _found: { ...START, step } } };
    for await (const lines of readSpool(runFolder(from), '_found', state)) files.push(lines);
    return files;
  };
  return { store, files, read };
}

describe('readSpool', () => {
  it('reads the files in order, empty ones included, up to the last step', async () => {
    const { read } = await spooled(9);
    expect(await read(0)).toEqual([]);
    expect(await read(7)).toEqual([['0'], ['1'], [], ['3'], ['4'], ['5'], ['6']]);
  });

  it('reads nothing from a spool that was never begun', async () => {
    for await (const _ of readSpool(runFolder(new MemoryObjectStore()), '_found', { shard: 1, spools: {} })) {
      throw new Error('There is none.');
    }
  });

  it('keeps the order however long each file takes, and fetches no more than four at once', async () => {
    const { read, store } = await spooled(12);
    let open = 0;
    let most = 0;
    const slow = Object.assign(Object.create(store), {
      read: async (...input: Parameters<MemoryObjectStore['read']>) => {
        most = Math.max(most, ++open);
        await new Promise((resolve) => setTimeout(resolve, input[0].includes('0-00') ? 1 : (7 * open) % 5));
        open -= 1;
        return store.read(...input);
      },
    }) as MemoryObjectStore; // all other methods are the store's own
    const numbers = (await read(12, slow)).flat();
    expect(numbers).toEqual(['0', '1', '3', '4', '5', '6', '7', '8', '9', '10', '11']);
    expect(most).toBe(4);
  });

  it('fails at a missing file, after the files before it', async () => {
    const { read, files } = await spooled(3);
    await expect(read(5)).rejects.toMatchObject({
      code: 'storage-failed',
      message: expect.stringContaining('_found-01-00003'),
    });
    expect(files).toEqual([['0'], ['1'], []]);
  });

  it('leaves no failure unhandled if its reader stops early', async () => {
    const { store } = await spooled(1);
    const state = { shard: 1, spools: { _found: { ...START, step: 4 } } };
    for await (const lines of readSpool(runFolder(store), '_found', state)) {
      expect(lines).toEqual(['0']);
      break;
    }
    await new Promise(setImmediate);
  });
});

const WRITTEN_BY = {
  'request-id': '8f507cfc-xmpl-4697-b07a-ac58fc914c95',
  'log-stream': encodeURIComponent(`2026/11/21/[$LATEST]${'a'.repeat(32)}`),
};
function pageTo(next: string): SpoolPage {
  return { lines: [], next, last: false, counts: {} };
}
/** S3 accepts this much, of characters that it carries unchanged. */
function expectToFit(metadata: Readonly<Record<string, string>>) {
  const all = Object.entries({ ...metadata, ...WRITTEN_BY, rows: '500000' });
  expect(all.reduce((sum, [name, value]) => sum + Buffer.byteLength(name + value), 0)).toBeLessThanOrEqual(2048);
  for (const [, value] of all) expect(value).toMatch(/^[\x21-\x7e]*$/);
}
const position = fc
  .oneof(fc.string({ unit: 'binary', maxLength: 1200 }), fc.string({ unit: 'grapheme', maxLength: 300 }), fc.string())
  .map((text) => text.toWellFormed())
  .filter((text) => Buffer.byteLength(text) <= 1200);

const counts = Object.fromEntries(Object.keys(NO_TALLY).map((name) => [name, 123_456_789]));

describe('the claim of a step', () => {
  it('keeps any position in metadata that S3 accepts, however many figures watchers get', () => {
    fc.assert(
      fc.property(position, position, fc.nat(600), (from, next, size) => {
        const claim = claimFor(startOfSpool(from, { listed: 1 }), [pageTo(next)]);
        for (const progress of [{}, { tally: 'x'.repeat(size) }]) {
          const metadata = claimMetadata(claim, progress);
          expect(claimOf(metadata)).toEqual(claim);
          expectToFit(metadata);
        }
      }),
      { numRuns: runs(1000) },
    );
    for (let size = 0; size < 1000; size += 1) {
      expectToFit(claimMetadata(claimFor(startOfSpool(''), [pageTo('a'.repeat(1200))]), { tally: 'x'.repeat(size) }));
    }
  });

  it('leaves room for the figures of watchers, even with the longest positions', () => {
    const cursor = JSON.stringify({
      listing: 8,
      cursor: 'f'.repeat(200),
      newest: '2026-11-21T02:30:00.000Z',
      unordered: true,
      restarts: 100,
      startAt: '2026-11-21T02:30:00.000Z',
    });
    const asset = { resource_type: 'image', type: 'authenticated', public_id: 'ä /'.repeat(70) };
    const key = revisionKey('demo', asset, { version: 1_700_000_000, format: 'jpg' });
    expect(key.length).toBeGreaterThan(700);
    const progress = {
      tally: JSON.stringify(counts),
      quota: JSON.stringify({ limit: 1e6, remaining: 1e6, resetsAt: cursor.slice(0, 24) }),
    };
    for (const next of [cursor, key]) {
      const metadata = claimMetadata(claimFor(startOfSpool(next, counts), [pageTo(next)]), progress);
      expect(metadata).toMatchObject(progress);
      expectToFit(metadata);
    }
  });

  it('omits the figures of watchers rather than exceed 2 KB', () => {
    const next = '\u{1f600}'.repeat(300);
    const metadata = claimMetadata(claimFor(startOfSpool('', counts), [pageTo(next)]), { tally: 'x'.repeat(600) });
    expect(Object.keys(metadata)).toEqual(['from', 'next', 'pages', 'last', 'counts']);
    expectToFit(metadata);
  });

  it('carries a position from one attempt to the next', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(position, { minLength: 2, maxLength: 5 }), async (positions) => {
        const source = {
          read: async (from: string): Promise<SpoolPage> => {
            const index = positions.indexOf(from);
            return { ...pageTo(positions[index + 1] ?? ''), last: index + 2 >= positions.length };
          },
        };
        const test = { store: new MemoryObjectStore(), source, shards: 1, pagesPerStep: 1 };
        const start = startOfSpool(positions[0] ?? '');
        const { state } = await spoolPages(spoolOf(test), start, false);
        expect(state.position).toBe(positions.at(-1));
        expect(await resumeSpool(spoolOf(test), start)).toEqual(state);
      }),
    );
  });
});
