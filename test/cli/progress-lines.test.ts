import { describe, expect, test } from 'vitest';
import { inventoryLine, inventoryProgressDocument } from '#cli/runs/inventory-line.ts';
import { verifyLine, verifyProgressDocument } from '#cli/runs/verify-line.ts';
import { progressReporter } from '#cli/runs/watch-cloud.ts';
import { type InventoryFigures, InventoryGauge } from '#shared/usecases/progress/inventory-figures.ts';
import type { VerifyProgress } from '#shared/usecases/progress/verify-progress.ts';
import { consoleDouble } from './console-double.ts';

const AT = new Date('2026-11-21T10:00:00Z');
const NOTHING = { assets: undefined, tally: undefined, quota: undefined, shards: undefined };
const FIGURES = new InventoryGauge(undefined, 0.2).read({ phase: 'listing', ...NOTHING }, 0, AT);
const QUOTA = { limit: 500, remaining: 412, resetsAt: new Date('2026-11-21T10:30:00Z') };
const COPYING = {
  listed: 9_000,
  queued: 200,
  queuedBytes: 4e9,
  copied: 50,
  copiedBytes: 1e9,
  copiedPerSecond: 2.54,
  copiedBytesPerSecond: 5e7,
};

describe('the line of a backup', () => {
  test.each([
    [{ phase: 'starting' }, 'starting'],
    [{ listed: 500, listedBytes: 1e6 }, 'listing: 500 assets, 1.00 MB'],
    [
      { listed: 2_500, listedBytes: 1e9, assets: 10_000, listedPerSecond: 210.4, quota: QUOTA, secondsLeft: 36 },
      'listing: 2,500 of 10,000 assets (25 %), 1.00 GB, 210/s; Admin API: 412 of 500 calls left; listed in about 36 s',
    ],
    [{ listed: 11, assets: 10 }, 'listing: 11 of 10 assets (100 %), 0 B'],
    [{ phase: 'comparing', listed: 9_000, shards: { done: 1, of: 4 } }, '9,000 assets listed; comparing (part 1 of 4)'],
    [
      { phase: 'copying', ...COPYING, secondsLeft: 3_600 },
      '9,000 assets listed; copying; copied about 50 of 200 queued (25 %), 1.00 GB of 4.00 GB, 2.5/s, 50.00 MB/s; copied in about 1 h 0 min 0 s',
    ],
    [{ phase: 'reporting', listed: 9_000, shards: { done: 2, of: 4 } }, 'writing the inventory (part 2 of 4)'],
    [{ phase: 'finished', ...COPYING }, 'finished'],
  ] satisfies [Partial<InventoryFigures>, string][])('%j', (figures, expected) => {
    expect(inventoryLine({ ...FIGURES, ...figures })).toBe(expected);
  });

  test('is a document for scripts, in which nothing is left out', () => {
    expect(inventoryProgressDocument({ ...FIGURES, ...COPYING, quota: QUOTA, secondsLeft: 60 })).toEqual({
      at: AT.toISOString(),
      phase: 'listing',
      shards: null,
      assets: null,
      listed: 9_000,
      listed_bytes: 0,
      listed_per_second: null,
      queued: 200,
      queued_bytes: 4e9,
      pending: 0,
      copied: 50,
      copied_bytes: 1e9,
      copied_per_second: 2.54,
      copied_bytes_per_second: 5e7,
      estimated_end: '2026-11-21T10:01:00.000Z',
      quota: { limit: 500, remaining: 412, resets_at: '2026-11-21T10:30:00.000Z' },
    });
    expect(inventoryProgressDocument(FIGURES)).toMatchObject({ quota: null, estimated_end: null });
  });
});

describe('the line of a verify run', () => {
  test.each([
    [{ phase: 'starting', tally: {}, shards: undefined }, 'starting'],
    [
      { phase: 'expecting', tally: { expected: 1, expected_bytes: 500 }, shards: undefined },
      'collecting what is to be in the bucket; expected 1 revision, 500 B',
    ],
    [
      {
        phase: 'checking',
        shards: { done: 1, of: 2 },
        tally: { expected: 5, found: 4, read: 3, read_bytes: 1_000, missing: 1, corrupt: 1 },
      },
      'comparing (part 1 of 2); expected 5 revisions; found 4 objects; read 3 objects, 1.00 KB; 2 wrong so far',
    ],
    [{ phase: 'concluding', tally: { read: 0 }, shards: undefined }, 'mending what is wrong, and concluding'],
  ] satisfies [VerifyProgress, string][])('%j', (progress, expected) => {
    expect(verifyLine(progress)).toBe(expected);
  });

  test('is a document for scripts, in which nothing is left out', () => {
    expect(verifyProgressDocument({ phase: 'finding', tally: { found: 4 }, shards: undefined }, AT)).toEqual({
      at: AT.toISOString(),
      phase: 'finding',
      shards: null,
      expected: null,
      expected_bytes: null,
      found: 4,
      found_bytes: null,
      read: null,
      read_bytes: null,
      missing: null,
      different: null,
      corrupt: null,
    });
  });
});

describe('progress is reported', () => {
  const lines = (...texts: readonly string[]) => texts.map((text) => `${JSON.stringify({ type: 'progress', text })}\n`);
  test.each([
    ['on a terminal by a line that is replaced', true, false, { stdout: '', stderr: 'a\r\x1b[Kb\r\x1b[Kc' }],
    ['in a log by a line each half minute', false, false, { stdout: '', stderr: 'a\nb\nc\n' }],
    [
      'to a script by an object with each change, and each half minute',
      false,
      true,
      { stdout: lines('a', 'b', 'b', 'c').join(''), stderr: '' },
    ],
  ])('%s', (_, isTerminal, json, expected) => {
    const { console, written } = consoleDouble({ out: isTerminal, err: isTerminal });
    const report = progressReporter(console, json);
    for (const [second, text] of [
      [0, 'a'],
      [2, 'b'],
      [4, 'b'],
      [30, 'b'],
      [34, 'b'],
      [60, 'c'],
    ] as const) {
      report(text, { text }, new Date(second * 1_000));
    }
    expect(written).toEqual(expected);
  });
});
