import { describe, expect, test } from 'vitest';
import { plainText } from '#cli/console/line.ts';
import { shortTimeText } from '#cli/console/local-time.ts';
import { statusDocument } from '#cli/status/status-document.ts';
import { statusLines } from '#cli/status/status-lines.ts';
import { executionOf, manifest, started, tally, verifyReport, verifyStarted } from '../usecases/progress/run-files.ts';
import { type PastRun, statusOf } from './screens/past-runs.ts';

const NOW = new Date('2026-11-21T10:00:00Z');
const NAME = '2026-11-21T02:30:00.000Z';
const BEFORE = '2026-11-20T02:30:00.000Z';
const QUEUES = {
  depths: [
    { queue: 'live', pending: 0, deadLetters: 1 },
    { queue: 'bulk', pending: 1_200, deadLetters: 0 },
    { queue: 'large', pending: 3, deadLetters: 0 },
  ],
  setAside: 2,
} as const;

function inventory(unprotected: number, finished_at = '2026-11-21T02:31:05.000Z') {
  return {
    ...manifest(NAME, { unprotected }),
    finished_at,
    tally: tally({ queued: 2, unreported: 4 }),
  };
}

const FINE: PastRun = ['inventory', NAME, started(NAME), inventory(0)];

function verified(more: Parameters<typeof verifyReport>[1]): PastRun {
  return ['verify', NAME, verifyStarted(NAME), verifyReport(NAME, more)];
}

function status(past: readonly PastRun[], more: Parameters<typeof statusOf>[2] = {}) {
  return statusOf(past, NOW, { name: NAME, ...more });
}

describe('what needs the operator', () => {
  test.each([
    [[FINE], []],
    [[], ['No inventory run has finished yet. To start one: ./cloudinary-backup backup']],
    [[['inventory', NAME, started(NAME), inventory(0, '2026-11-20T08:00:00.000Z')]], []],
    [
      [['inventory', NAME, started(NAME), inventory(0, '2026-11-20T07:59:59.000Z')]],
      [
        'No inventory run has finished since 2026-11-20T07:59:59.000Z. See docs/runbook.md, "Inventory not completed". To start one: ./cloudinary-backup backup',
      ],
    ],
    [
      [['inventory', NAME, started(NAME), inventory(1)]],
      ['The newest inventory run left 1 asset unprotected. See docs/runbook.md, "Assets unprotected".'],
    ],
    [[FINE, verified({ missing: 1, different: 1, corrupt: 1, mended: 3 })], []],
    [
      [FINE, verified({ missing: 1, different: 1, corrupt: 1, mended: 1 })],
      ['The newest verify run found 2 problems that are not mended. See docs/runbook.md, "Verify found problems".'],
    ],
  ] satisfies [PastRun[], string[]][])('%#', async (past, expected) => {
    expect((await status(past)).concerns).toEqual(expected);
  });
});

describe('the status', () => {
  const interrupted: PastRun = ['inventory', BEFORE, started(BEFORE)];

  const linesOf = async (statuses: Awaited<ReturnType<typeof status>>[], width: number) =>
    statusLines(statuses, QUEUES, { stack: 'CloudinaryBackup', width, now: NOW }).map(plainText);
  const time = shortTimeText(new Date(NAME), NOW);
  const before = shortTimeText(new Date(BEFORE), NOW);

  test('is shown in tables', async () => {
    const demo = await status([FINE, interrupted, verified({ missing: 2, mended: 1 })]);
    expect(await linesOf([demo], 120)).toEqual([
      'demo',
      '  In progress: nothing',
      '  ! The newest verify run found 1 problem that is not mended. See docs/runbook.md, "Verify found problems".',
      '  inventory run  age   state        assets  unprotected  unreported  queued',
      `  ${time}   7 h   finished          3            0           4       2`,
      `  ${before}   31 h  interrupted       -            -           -       -`,
      '  verify run    age  state     checked  problems  mended',
      `  ${time}  7 h  finished        3         2       1`,
      '',
      'Messages on the queues (SQS counts approximately)',
      '  queue  waiting or in progress  dead letters',
      '  live                        0             1',
      '  bulk                    1,200             0',
      '  large                       3             0',
      '  ! 1 dead letter of the live queue: ./cloudinary-backup redrive live --dry-run',
      '  2 messages set aside: ./cloudinary-backup redrive set-aside --dry-run',
      '',
      'ATTENTION: demo needs you. See the lines marked "!" above.',
    ]);
  });

  test('leaves out the last columns where a line is too narrow', async () => {
    const lines = await linesOf([await status([FINE, interrupted])], 70);
    expect(lines.slice(2, 5)).toEqual([
      '  inventory run  age   state        assets  unprotected  unreported',
      `  ${time}   7 h   finished          3            0           4`,
      `  ${before}   31 h  interrupted       -            -           -`,
    ]);
  });

  test('ends with what is protected', async () => {
    const inventoryOfMost = {
      ...inventory(2),
      completeness: { ...inventory(2).completeness, assets: 5, excluded: 1, protected: 2, unobtainable: { lost: 2 } },
    };
    const other = await status([['inventory', NAME, started(NAME), inventoryOfMost]], { cloud: 'other' });
    const demo = await status([FINE, verified({ missing: 1, mended: 1 })]);
    expect((await linesOf([demo, other], 80)).at(-1)).toBe(
      'OK, but 1 dead letter waits: see the lines marked "!" above. demo: 3 of 3 assets protected; 3 revisions checked, 1 problem mended. other: 2 of 4 assets protected, 2 cannot be copied.',
    );
  });

  test('begins with what is in progress', async () => {
    const running = await status([['verify', NAME, verifyStarted(NAME)]], { running: ['inventory', 'verify'] });
    const lines = await linesOf([running], 80);
    expect(lines.slice(0, 3)).toEqual([
      'demo',
      '  In progress: inventory run, starting',
      '  In progress: verify run, collecting what should be in the bucket',
    ]);
    expect(lines).toContain('  No inventory run yet');
    const execution = executionOf(NAME);
    expect(statusDocument('S', [running], QUEUES).clouds).toMatchObject([
      {
        running: [
          { kind: 'inventory', execution, phase: 'starting', started_at: null },
          { kind: 'verify', execution, phase: 'expecting', started_at: NAME },
        ],
      },
    ]);
  });

  test('is one document for scripts, in which nothing is left out', async () => {
    const demo = await status([FINE, interrupted, verified({ missing: 2 })]);
    const other = await status([['inventory', NAME, undefined, inventory(0)]], { cloud: 'other' });
    const { completeness } = manifest(NAME);
    const finished = {
      kind: 'inventory',
      started_at: NAME,
      status: 'finished',
      reason: 'schedule',
      finished_at: '2026-11-21T02:31:05.000Z',
      took_seconds: 65,
      completeness,
      tally: tally({ queued: 2, unreported: 4 }),
    };
    const unfinished = { finished_at: null, took_seconds: null, completeness: null, tally: null };
    expect(statusDocument('S', [demo, other], QUEUES)).toEqual({
      command: 'status',
      stack: 'S',
      ok: false,
      clouds: [
        {
          cloud: 'demo',
          ok: false,
          attention: [
            'The newest verify run found 2 problems that are not mended. See docs/runbook.md, "Verify found problems".',
          ],
          running: [],
          inventory_runs: [finished, { ...finished, ...unfinished, started_at: BEFORE, status: 'interrupted' }],
          verify_runs: [
            {
              kind: 'verify',
              started_at: NAME,
              status: 'finished',
              reason: 'operator',
              finished_at: NAME,
              took_seconds: 0,
              expected: 3,
              missing: 2,
              different: 0,
              corrupt: 0,
              mended: 0,
              read: 0,
            },
          ],
        },
        {
          cloud: 'other',
          ok: true,
          attention: [],
          running: [],
          inventory_runs: [{ ...finished, reason: null }],
          verify_runs: [],
        },
      ],
      queues: {
        live: { pending: 0, dead_letters: 1 },
        bulk: { pending: 1_200, dead_letters: 0 },
        large: { pending: 3, dead_letters: 0 },
      },
      set_aside: 2,
    });
    expect(statusDocument('S', [await status([FINE])], QUEUES).ok).toBe(true);
  });
});
