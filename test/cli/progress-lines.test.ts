import { describe, expect, test } from 'vitest';
import { inventoryRunProgress } from '#cli/runs/inventory-run-progress.ts';
import { verifyRunProgress } from '#cli/runs/verify-run-progress.ts';
import { progressReporter } from '#cli/runs/watch-cloud.ts';
import { InventoryRates, type MeasuredProgress } from '#shared/usecases/progress/inventory-rates.ts';
import type { VerifyProgress } from '#shared/usecases/progress/verify-progress.ts';
import { consoleDouble } from './console-double.ts';

const AT = new Date('2026-11-21T10:00:00Z');
const NOTHING = { assets: undefined, tally: undefined, quota: undefined, shards: undefined };
const MEASURED = new InventoryRates(undefined, 0.2).measure({ phase: 'listing', ...NOTHING }, 0, AT);
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

describe('the progress of an inventory run', () => {
  test.each([
    [{ phase: 'starting' }, ['starting']],
    [{ listed: 500, listedBytes: 1e6 }, ['500 assets listed', '1.00 MB']],
    [
      { listed: 2_500, listedBytes: 1e9, assets: 10_000, listedPerSecond: 210.4, quota: QUOTA, secondsLeft: 36 },
      ['2,500 of 10,000 assets listed', '210/s', '36 s left', '25%', '1.00 GB', '412 of 500 Admin API calls left'],
    ],
    [{ listed: 11, assets: 10 }, ['11 of 10 assets listed', '100%', '0 B']],
    [
      { phase: 'comparing', listed: 9_000, shards: { done: 1, of: 4 } },
      ['comparing with the bucket (1 of 4 shards)', '9,000 assets listed'],
    ],
    [
      { phase: 'copying', ...COPYING, secondsLeft: 3_600 },
      ['about 50 of 200 copied', '2.5/s', '1 h left', '25%', '1.00 GB of 4.00 GB', '50.00 MB/s', '9,000 assets listed'],
    ],
    [{ phase: 'reporting', listed: 9_000, shards: { done: 2, of: 4 } }, ['writing the inventory (2 of 4 shards)']],
    [{ phase: 'finished', ...COPYING }, ['finished']],
  ] satisfies [Partial<MeasuredProgress>, string[]][])('%j', (more, expected) => {
    expect(inventoryRunProgress({ ...MEASURED, ...more }).parts).toEqual(expected);
  });

  test('is a document for scripts, in which nothing is left out', () => {
    expect(inventoryRunProgress({ ...MEASURED, ...COPYING, quota: QUOTA, secondsLeft: 60 }).document).toEqual({
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
    expect(inventoryRunProgress(MEASURED).document).toMatchObject({ quota: null, estimated_end: null });
  });
});

describe('the progress of a verify run', () => {
  test.each([
    [{ phase: 'starting', tally: {}, shards: undefined }, ['starting']],
    [
      { phase: 'expecting', tally: { expected: 1, expected_bytes: 500 }, shards: undefined },
      ['collecting what should be in the bucket', '1 revision expected (500 B)'],
    ],
    [
      {
        phase: 'checking',
        shards: { done: 1, of: 2 },
        tally: { expected: 5, found: 4, read: 3, read_bytes: 1_000, missing: 1, corrupt: 1 },
      },
      [
        'comparing (1 of 2 shards)',
        '2 problems so far',
        '5 revisions expected',
        '4 objects found',
        '3 objects read (1.00 KB)',
      ],
    ],
    [{ phase: 'concluding', tally: { read: 0 }, shards: undefined }, ['mending what is wrong']],
  ] satisfies [VerifyProgress, string[]][])('%j', (progress, expected) => {
    expect(verifyRunProgress(progress, AT).parts).toEqual(expected);
  });

  test('is a document for scripts, in which nothing is left out', () => {
    expect(verifyRunProgress({ phase: 'finding', tally: { found: 4 }, shards: undefined }, AT).document).toEqual({
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
  const of = { command: 'backup', cloud: 'c' };
  const lines = (...texts: readonly string[]) =>
    texts.map((text) => `${JSON.stringify({ type: 'progress', ...of, text })}\n`);
  test.each([
    ['on a terminal by a line that is replaced', true, false, { stdout: '', stderr: 'c: a\r\x1b[Kc: b\r\x1b[Kc: c' }],
    ['in a log by a line each half minute', false, false, { stdout: '', stderr: 'c: a\nc: b\nc: c\n' }],
    [
      'to a script by an object with each change, and each half minute',
      false,
      true,
      { stdout: lines('a', 'b', 'b', 'c').join(''), stderr: '' },
    ],
  ])('%s', (_, isTerminal, json, expected) => {
    const { console, written } = consoleDouble({ out: isTerminal, err: isTerminal });
    const report = progressReporter(console, { ...of, json });
    for (const [second, text] of [
      [0, 'a'],
      [2, 'b'],
      [4, 'b'],
      [30, 'b'],
      [34, 'b'],
      [60, 'c'],
    ] as const) {
      report({ parts: [text], document: { text } }, new Date(second * 1_000));
    }
    expect(written).toEqual(expected);
  });
});
