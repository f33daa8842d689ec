import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { revisionKey } from '../../../shared/domain/bucket/bucket-layout.ts';
import { resumeSpool, spoolPages } from '../../../shared/usecases/runs/spool.ts';
import { claimFor, claimMetadata, claimOf } from '../../../shared/usecases/runs/spool-claim.ts';
import type { SpoolPage } from '../../../shared/usecases/runs/spool-source.ts';
import { startOfSpool } from '../../../shared/usecases/runs/spool-state.ts';
import { MemoryObjectStore } from '../../doubles/memory-object-store.ts';
import { runs } from '../../scale.ts';
import { spoolOf } from './spool-attempt.ts';

const WRITTEN_BY = {
  'request-id': '8f507cfc-xmpl-4697-b07a-ac58fc914c95',
  'log-stream': encodeURIComponent(`2026/11/21/[$LATEST]${'a'.repeat(32)}`),
};

function pageTo(next: string): SpoolPage {
  return { lines: [], next, last: false, counts: {} };
}

function sizeOf(metadata: Readonly<Record<string, string>>) {
  return Object.entries(metadata).reduce((sum, [name, value]) => sum + Buffer.byteLength(name + value), 0);
}

const position = fc
  .oneof(fc.string({ unit: 'binary', maxLength: 1200 }), fc.string({ unit: 'grapheme', maxLength: 300 }), fc.string())
  .map((text) => text.toWellFormed())
  .filter((text) => Buffer.byteLength(text) <= 1200);

const counts = Object.fromEntries(
  ['listed', 'bytes', 'queued', 'queued_bytes', 'calls', 'heads', 'observed', 'gone', 'lost', 'unreadable'].map(
    (name) => [name, 123_456_789],
  ),
);

describe('the claim of a step', () => {
  it('keeps any position, in metadata that S3 takes', () => {
    fc.assert(
      fc.property(position, position, (from, next) => {
        const claim = claimFor(startOfSpool(from), [pageTo(next)]);
        const metadata = claimMetadata(claim, {});
        expect(claimOf(metadata)).toEqual(claim);
        for (const value of Object.values(metadata)) expect(value).toMatch(/^[\x21-\x7e]*$/);
        expect(sizeOf({ ...metadata, ...WRITTEN_BY, rows: '500000' })).toBeLessThanOrEqual(2048);
      }),
      { numRuns: runs(1000) },
    );
  });

  it('leaves room for what watchers read, with the longest positions that there are', () => {
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
      expect(sizeOf({ ...metadata, ...WRITTEN_BY, rows: '500000' })).toBeLessThanOrEqual(2048);
    }
  });

  it('goes without what watchers read rather than beyond the 2 KB', () => {
    const next = '\u{1f600}'.repeat(300);
    const metadata = claimMetadata(claimFor(startOfSpool('', counts), [pageTo(next)]), { tally: 'x'.repeat(600) });
    expect(Object.keys(metadata)).toEqual(['from', 'next', 'pages', 'last', 'counts']);
    expect(sizeOf({ ...metadata, ...WRITTEN_BY, rows: '500000' })).toBeLessThanOrEqual(2048);
  });

  it('never exceeds 2 KB, however much there is to read for watchers', () => {
    fc.assert(
      fc.property(position, fc.nat(600), (next, size) => {
        const claim = claimFor(startOfSpool('', { listed: 1 }), [pageTo(next)]);
        const metadata = claimMetadata(claim, { tally: 'x'.repeat(size) });
        expect(sizeOf({ ...metadata, ...WRITTEN_BY, rows: '500000' })).toBeLessThanOrEqual(2048);
        expect(claimOf(metadata)).toEqual(claim);
      }),
      { numRuns: runs(1000) },
    );
    for (let size = 0; size < 1000; size += 1) {
      const metadata = claimMetadata(claimFor(startOfSpool(''), [pageTo('a'.repeat(1200))]), {
        tally: 'x'.repeat(size),
      });
      expect(sizeOf({ ...metadata, ...WRITTEN_BY, rows: '500000' })).toBeLessThanOrEqual(2048);
    }
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
