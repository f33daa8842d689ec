import { describe, expect, test } from 'vitest';
import { RUN_KINDS } from '#cli/runs/run-kinds.ts';
import { cloudStatus, statusDocument, statusLines } from '#cli/status/status-report.ts';
import { runKey } from '#shared/domain/bucket/bucket-layout.ts';
import { RUN_DOCUMENTS, type RunKindName } from '#shared/usecases/runs/run-documents.ts';
import { executionOf, manifest, started, tally, verifyReport, verifyStarted } from '../usecases/progress/run-files.ts';
import { memoryRuns } from './memory-runs.ts';

const NOW = new Date('2026-11-21T10:00:00Z');
const NAME = '2026-11-21T02:30:00.000Z';
const BEFORE = '2026-11-20T02:30:00.000Z';
const DEPTHS = [
  { lane: 'live', pending: 0, deadLetters: 1 },
  { lane: 'bulk', pending: 1_200, deadLetters: 0 },
  { lane: 'large', pending: 3, deadLetters: 0 },
] as const;

function inventory(unprotected: number, finished_at = '2026-11-21T02:31:05.000Z') {
  return {
    ...manifest(NAME, { unprotected }),
    finished_at,
    tally: tally({ queued: 2, observed: 4 }),
  };
}

/** What the bucket holds of runs: their kind and name, and what they wrote first and last. */
type Run = readonly [kind: RunKindName, name: string, started?: object | undefined, last?: object | undefined];
const FINE: Run = ['inventory', NAME, started(NAME), inventory(0)];

function verified(more: Parameters<typeof verifyReport>[1]): Run {
  return ['verify', NAME, verifyStarted(NAME), verifyReport(NAME, more)];
}

/** How things are with a cloud; `running` has the kinds of which an execution is in progress. */
function status(past: readonly Run[], { cloud = 'demo', running = [] as readonly RunKindName[] } = {}) {
  const runs = memoryRuns({
    running: async (arn) =>
      running.filter((kind) => kind === arn).map(() => ({ arn: executionOf(NAME), startedAt: new Date(NAME), cloud })),
  });
  for (const [kind, name, first, last] of past) {
    for (const [file, document] of [
      ['started.json', first],
      [RUN_DOCUMENTS[kind].lastDocument, last],
    ] as const) {
      const key = runKey(RUN_DOCUMENTS[kind].folder(cloud), name, file);
      if (document !== undefined) runs.reader.place(key, Buffer.from(JSON.stringify(document)));
    }
  }
  const machines = RUN_KINDS.map((kind) => ({ kind, machineArn: kind.kind }));
  return cloudStatus(cloud, 5, machines, runs, NOW);
}

describe('what needs the operator', () => {
  test.each([
    [[FINE], []],
    [[], ['No backup has finished yet.']],
    [[['inventory', NAME, started(NAME), inventory(0, '2026-11-20T08:00:00.000Z')]], []],
    [
      [['inventory', NAME, started(NAME), inventory(0, '2026-11-20T07:59:59.000Z')]],
      ['No backup has finished since 2026-11-20T07:59:59.000Z, 26 h ago.'],
    ],
    [[['inventory', NAME, started(NAME), inventory(1)]], ['The newest backup left 1 asset unprotected.']],
    [[FINE, verified({ missing: 1, different: 1, corrupt: 1, mended: 3 })], []],
    [
      [FINE, verified({ missing: 1, different: 1, corrupt: 1, mended: 1 })],
      ['The newest verify run found 2 problems that are not mended.'],
    ],
  ] satisfies [Run[], string[]][])('%#', async (past, expected) => {
    expect((await status(past)).attention).toEqual(expected);
  });
});

describe('how things are', () => {
  const interrupted: Run = ['inventory', BEFORE, started(BEFORE)];

  test('is shown in tables', async () => {
    expect(statusLines([await status([FINE, interrupted, verified({ missing: 2, mended: 1 })])], DEPTHS)).toEqual([
      'demo: nothing goes on',
      '  NOTE: The newest verify run found 1 problem that is not mended.',
      '  Backups:',
      '    started                   took       ended        assets  protected  unprotected  queued  untold changes',
      '    2026-11-21T02:30:00.000Z  1 min 5 s  finished     3       3          0            2       4',
      '    2026-11-20T02:30:00.000Z  -          interrupted  -       -          -            -       -',
      '  Verify runs:',
      '    started                   took  ended     expected  missing  different  corrupt  mended',
      '    2026-11-21T02:30:00.000Z  0 s   finished  3         2        0          0        1',
      '',
      'Messages on the queues, about:',
      '  queue  waiting or in work  dead letters',
      '  live   0                   1',
      '  bulk   1,200               0',
      '  large  3                   0',
    ]);
  });

  test('begins with what is in progress', async () => {
    const running = await status([['verify', NAME, verifyStarted(NAME)]], { running: ['inventory', 'verify'] });
    const lines = statusLines([running], DEPTHS);
    expect(lines.slice(0, 3)).toEqual([
      'demo:',
      '  going on: backup of demo: starting',
      '  going on: verify of demo: collecting what is to be in the bucket',
    ]);
    expect(lines).toContain('  Backups: none');
    const execution = executionOf(NAME);
    expect(statusDocument('S', [running], DEPTHS).clouds).toMatchObject([
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
      tally: tally({ queued: 2, observed: 4 }),
    };
    const unfinished = { finished_at: null, took_seconds: null, completeness: null, tally: null };
    expect(statusDocument('S', [demo, other], DEPTHS)).toEqual({
      command: 'status',
      stack: 'S',
      ok: false,
      clouds: [
        {
          cloud: 'demo',
          ok: false,
          attention: ['The newest verify run found 2 problems that are not mended.'],
          running: [],
          inventories: [finished, { ...finished, ...unfinished, started_at: BEFORE, status: 'interrupted' }],
          verifies: [
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
          inventories: [{ ...finished, reason: null }],
          verifies: [],
        },
      ],
      queues: {
        live: { pending: 0, dead_letters: 1 },
        bulk: { pending: 1_200, dead_letters: 0 },
        large: { pending: 3, dead_letters: 0 },
      },
    });
    expect(statusDocument('S', [await status([FINE])], DEPTHS).ok).toBe(true);
  });
});
