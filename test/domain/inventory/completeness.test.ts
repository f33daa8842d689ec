import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  actionableGaps,
  addCompleteness,
  bandwidthOf,
  type CompletenessSum,
  completenessOf,
  MAX_EXAMPLES,
  MAX_TEXT_BYTES,
  NO_COMPLETENESS,
} from '#shared/domain/inventory/completeness.ts';
import { UNPROTECTED_REASONS } from '#shared/domain/inventory/inventory-documents.ts';
import type { InventoryRecord, ProtectionStatus } from '#shared/domain/inventory/inventory-record.ts';
import { entry, minute } from '../journal/entries.ts';
import { ASSET_ID, LISTED, listed, revisionEntry } from './records.ts';

function row(version: number, status: 'protected' | 'pending'): InventoryRecord {
  return listed({ asset_id: `a${version}`, public_id: `p${version}`, version, bytes: 10, status });
}

describe('addCompleteness', () => {
  it('does not sort again for a row that is no example', () => {
    const one = addCompleteness(NO_COMPLETENESS, completenessOf(row(1, 'pending'), 0));
    const two = addCompleteness(one, completenessOf(row(2, 'protected'), 0));
    expect(two.completeness).toMatchObject({ assets: 2, protected: 1, unprotected: 1 });
    expect(two.examples).toBe(one.examples);
  });
});

const STATUSES: readonly ProtectionStatus[] = ['protected', 'excluded', ...UNPROTECTED_REASONS];

const anyRow: fc.Arbitrary<InventoryRecord> = fc
  .record({
    version: fc.integer({ min: 1, max: 5 }),
    status: fc.constantFrom(...STATUSES),
    bytes: fc.nat(100),
    public_id: fc.string(),
    detail: fc.option(fc.constantFrom('d', 'e'), { nil: undefined }),
  })
  .map(({ detail, ...row }) => listed({ ...row, ...(detail !== undefined && { detail }) }));

function sumOf(rows: readonly InventoryRecord[]): CompletenessSum {
  return rows.reduce((all, next) => addCompleteness(all, completenessOf(next, next.bytes)), NO_COMPLETENESS);
}

describe('rows', () => {
  it('add up to the same in any order, and in any groups', () => {
    const cases = fc.array(anyRow, { maxLength: 12 }).chain((rows) =>
      fc.record({
        rows: fc.constant(rows),
        shuffled: fc.shuffledSubarray(rows, { minLength: rows.length }),
        cut: fc.nat(rows.length),
      }),
    );
    fc.assert(
      fc.property(cases, ({ rows, shuffled, cut }) => {
        const whole = sumOf(rows);
        expect(sumOf(shuffled)).toEqual(whole);
        expect(addCompleteness(sumOf(shuffled.slice(0, cut)), sumOf(shuffled.slice(cut)))).toEqual(whole);
      }),
    );
  });

  it('are each protected, excluded or unprotected, and then for one reason', () => {
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 12 }), (rows) => {
        const { completeness, bandwidth, examples } = sumOf(rows);
        const { assets, excluded, unprotected, unobtainable } = completeness;
        expect(assets).toBe(rows.length);
        expect(completeness.protected + excluded + unprotected).toBe(assets);
        expect(Object.values(unobtainable).reduce((sum, count) => sum + count, 0)).toBe(unprotected);
        expect(completeness.bytes).toBe(bandwidth);
        expect(completeness.oldest_gap === undefined).toBe(unprotected === 0);
        expect(examples.length).toBeLessThanOrEqual(unprotected);
      }),
    );
  });

  it('without a status count as pending; the time of the oldest unprotected upload is reported', () => {
    const { status: _, ...pending } = row(3, 'pending');
    expect(completenessOf(pending, 0).completeness.unobtainable.pending).toBe(1);
    expect(sumOf([row(1_700_000_000, 'pending'), row(1_600_000_000, 'pending')]).completeness.oldest_gap).toBe(
      '2020-09-13T12:26:40.000000Z',
    );
  });
});

describe('examples', () => {
  it('are the oldest of all, a hundred at most', () => {
    const rows = Array.from({ length: 250 }, (_, index) => row(((index * 101) % 250) + 1, 'pending'));
    const versions = sumOf(rows).examples.map(({ version }) => version);
    expect(versions).toEqual(Array.from({ length: MAX_EXAMPLES }, (_, index) => index + 1));
  });

  it('fit through a state machine, however long their names are, and in any letters', () => {
    for (const letter of ['a', 'ä', '\u0000', '\ud83d']) {
      const text = letter.repeat(5000);
      const rows = Array.from({ length: 100 }, (_, index) => ({
        ...row(index, 'pending'),
        public_id: text,
        detail: text,
      }));
      const { examples } = sumOf(rows);
      expect(examples).toHaveLength(100);
      expect(Buffer.byteLength(JSON.stringify(examples))).toBeLessThan(150_000);
      expect(examples[0]?.public_id.length).toBeGreaterThan(MAX_TEXT_BYTES / 8);
      expect(text.startsWith(examples[0]?.public_id.slice(0, -1) ?? 'x')).toBe(true);
    }
    const exact = 'a'.repeat(MAX_TEXT_BYTES - 2);
    expect(completenessOf({ ...row(1, 'pending'), public_id: exact }, 0).examples[0]?.public_id).toBe(exact);
  });

  it('are chosen quickly from a hundred thousand', () => {
    const rows = Array.from({ length: 100_000 }, (_, index) => row(index + 1, 'pending'));
    const begun = performance.now();
    expect(sumOf(rows).examples).toHaveLength(MAX_EXAMPLES);
    expect(performance.now() - begun).toBeLessThan(4000);
  }, 30_000);
});

describe('bandwidth', () => {
  const copied = (more = {}) => revisionEntry(LISTED, 'stored', { source: 'download', ...more });

  it('is what was downloaded for the run, by either endpoint', () => {
    expect(bandwidthOf(listed(), [copied()])).toBe(50);
    expect(bandwidthOf(listed(), [copied({ source: 'download-backup' })])).toBe(50);
  });

  it('does not include what came from the bucket, was stored already, or was copied for a notification', () => {
    expect(bandwidthOf(listed(), [])).toBe(0);
    const gone = entry('observed', LISTED, { asset_id: ASSET_ID, state: 'gone' });
    const { source: _, ...sourceless } = copied();
    const others = [copied({ source: 'bucket' }), copied({ outcome: 'already-stored' }), gone, sourceless];
    for (const other of [...others, copied({ at: minute(20) })]) expect(bandwidthOf(listed(), [other])).toBe(0);
  });
});

it('counts what Cloudinary has and the bucket lacks as needing attention', () => {
  const rows = (['placeholder', 'lost', 'blocked', 'pending', 'protected'] as const).map((status) =>
    listed({ status }),
  );
  expect(actionableGaps(sumOf(rows).completeness)).toBe(2);
});

it('treats a missing reason in a report as 0', () => {
  const sum = sumOf([listed({ status: 'pending' }), listed({ status: 'lost' })]);
  const lacking = { ...sum, completeness: { ...sum.completeness, unobtainable: {} } } as unknown as CompletenessSum;
  expect(addCompleteness(lacking, lacking).completeness.unobtainable).toEqual(
    NO_COMPLETENESS.completeness.unobtainable,
  );
  expect(actionableGaps(lacking.completeness)).toBe(2);
});
