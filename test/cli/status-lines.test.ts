import { describe, expect, test } from 'vitest';
import { attentionOf } from '../../cli/status/attention.ts';
import type { CloudStatus } from '../../cli/status/cloud-status.ts';
import { statusDocument } from '../../cli/status/status-document.ts';
import { statusLines } from '../../cli/status/status-lines.ts';
import type { InventoryRun, VerifyRun } from '../../shared/usecases/progress/runs-of.ts';
import { manifest, started, tally, verifyReport, verifyStarted } from '../usecases/progress/run-files.ts';

const NOW = new Date('2026-11-21T10:00:00Z');
const NAME = '2026-11-21T02:30:00.000Z';
const DEPTHS = {
  live: { pending: 0, deadLetters: 1 },
  bulk: { pending: 1_200, deadLetters: 0 },
  large: { pending: 3, deadLetters: 0 },
};

function inventory(unprotected: number, finished_at = '2026-11-21T02:31:05.000Z'): InventoryRun {
  return {
    kind: 'inventory',
    cloud: 'demo',
    name: NAME,
    status: 'finished',
    started: started(NAME),
    result: { ...manifest(NAME, { unprotected }), finished_at, tally: tally({ queued: 2, observed: 4 }) },
  };
}
function verify(more: Parameters<typeof verifyReport>[1]): VerifyRun {
  return {
    kind: 'verify',
    cloud: 'demo',
    name: NAME,
    status: 'finished',
    started: verifyStarted(NAME),
    result: verifyReport(NAME, more),
  };
}
const interrupted: InventoryRun = {
  kind: 'inventory',
  cloud: 'demo',
  name: '2026-11-20T02:30:00.000Z',
  status: 'interrupted',
  started: undefined,
  result: undefined,
};
function status(more: Partial<CloudStatus> = {}): CloudStatus {
  return {
    cloud: 'demo',
    running: [],
    inventories: { runs: [inventory(0), interrupted], finished: inventory(0) },
    verifies: { runs: [], finished: undefined },
    ...more,
  };
}

describe('what needs the operator', () => {
  const finished = (run: InventoryRun | undefined) => ({ inventories: { runs: [], finished: run } });
  test.each([
    [{}, []],
    [finished(undefined), ['No backup has finished yet.']],
    [finished(inventory(0, '2026-11-20T08:00:00.000Z')), []],
    [
      finished(inventory(0, '2026-11-20T07:59:59.000Z')),
      ['No backup has finished since 2026-11-20T07:59:59.000Z, 26 h ago.'],
    ],
    [finished(inventory(1)), ['The newest backup left 1 asset unprotected.']],
    [{ verifies: { runs: [], finished: verify({ missing: 1, different: 1, corrupt: 1, mended: 3 }) } }, []],
    [
      { verifies: { runs: [], finished: verify({ missing: 1, different: 1, corrupt: 1, mended: 1 }) } },
      ['The newest verify run found 2 problems that are not mended.'],
    ],
  ] satisfies [Partial<CloudStatus>, string[]][])('%#', (more, expected) => {
    expect(attentionOf(status(more), NOW)).toEqual(expected);
  });
});

describe('how things are', () => {
  test('is told in tables', () => {
    const verifies = { runs: [verify({ missing: 2, mended: 1 })], finished: verify({ missing: 2, mended: 1 }) };
    expect(statusLines([status({ verifies })], DEPTHS, NOW)).toEqual([
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

  test('begins with what goes on', () => {
    const running = [
      { kind: 'inventory', execution: 'arn:a', line: 'demo: starting', document: { phase: 'starting' } },
      { kind: 'verify', execution: 'arn:b', line: 'demo: comparing', document: { phase: 'checking' } },
    ] as const;
    const told = statusLines([status({ running })], DEPTHS, NOW);
    expect(told.slice(0, 3)).toEqual([
      'demo:',
      '  going on: backup of demo: starting',
      '  going on: verify of demo: comparing',
    ]);
    expect(told).toContain('  Verify runs: none');
    const document = statusDocument('S', [status({ running })], DEPTHS, NOW);
    expect(document['clouds']).toMatchObject([
      { running: [{ kind: 'inventory', execution: 'arn:a', phase: 'starting' }, { phase: 'checking' }] },
    ]);
  });

  test('is one document for scripts, in which nothing is left out', () => {
    const verifies = { runs: [verify({ missing: 2 })], finished: verify({ missing: 2 }) };
    const { completeness } = manifest(NAME);
    expect(statusDocument('S', [status({ verifies }), status({ cloud: 'other' })], DEPTHS, NOW)).toEqual({
      command: 'status',
      stack: 'S',
      ok: false,
      clouds: [
        {
          cloud: 'demo',
          ok: false,
          running: [],
          attention: ['The newest verify run found 2 problems that are not mended.'],
          inventories: [
            {
              kind: 'inventory',
              started_at: NAME,
              status: 'finished',
              reason: 'schedule',
              completeness,
              finished_at: '2026-11-21T02:31:05.000Z',
              took_seconds: 65,
              tally: tally({ queued: 2, observed: 4 }),
            },
            {
              kind: 'inventory',
              started_at: '2026-11-20T02:30:00.000Z',
              status: 'interrupted',
              reason: null,
              finished_at: null,
              took_seconds: null,
              completeness: null,
              tally: null,
            },
          ],
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
        expect.objectContaining({ cloud: 'other', ok: true, attention: [], verifies: [] }),
      ],
      queues: {
        live: { pending: 0, dead_letters: 1 },
        bulk: { pending: 1_200, dead_letters: 0 },
        large: { pending: 3, dead_letters: 0 },
      },
    });
    expect(statusDocument('S', [status()], DEPTHS, NOW).ok).toBe(true);
  });
});
