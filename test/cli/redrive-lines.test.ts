import { describe, expect, test } from 'vitest';
import { EXIT_CODE } from '#cli/exit-code.ts';
import { redriveExitCode } from '#cli/redrive/redrive-command.ts';
import { redriveLines } from '#cli/redrive/redrive-report.ts';
import type { RedriveReport } from '#shared/usecases/redrive/redrive-report.ts';

const NOW = new Date('2026-11-20T12:00:00Z');

function ago(hours: number) {
  return new Date(NOW.getTime() - hours * 3_600_000);
}

const letter = {
  kind: 'unintelligible',
  cloud: 'demo',
  requestId: 'request-1',
  messageIds: ['id-1', 'id-2'],
  firstSentAt: ago(3),
  reason: 'still unintelligible',
} as const;
const EMPTY: RedriveReport = {
  lane: 'live',
  dryRun: false,
  ended: 'empty',
  found: 0,
  moved: [],
  settled: [],
  kept: [],
  unseen: 0,
  sent: { live: 0, bulk: 0, large: 0 },
  oldestFirstSentAt: undefined,
  old: [],
  unreleased: 0,
};

function text(report: Partial<RedriveReport>) {
  return redriveLines({ ...EMPTY, ...report }, 'Stack', NOW).join('\n');
}

describe('the exit code', () => {
  test.each([
    [{}, EXIT_CODE.done],
    [{ moved: [{ kind: 'revision', cloud: 'demo', messages: 1 }] }, EXIT_CODE.done],
    [{ kept: [letter] }, EXIT_CODE.attention],
    [{ unseen: 1 }, EXIT_CODE.attention],
    [{ ended: 'max', unseen: 1 }, EXIT_CODE.done],
    [{ ended: 'max', kept: [letter] }, EXIT_CODE.attention],
    [{ ended: 'interrupted', kept: [letter] }, EXIT_CODE.interrupted],
    [{ ended: 'failed', kept: [letter] }, EXIT_CODE.failed],
  ] satisfies [Partial<RedriveReport>, number][])('of %j is %d', (report, expected) => {
    expect(redriveExitCode({ ...EMPTY, ...report })).toBe(expected);
  });
});

describe('the text', () => {
  test('of an empty queue is one line', () => {
    expect(text({})).toBe('The live dead-letter queue of Stack: about 0 found; 0 messages left it, 0 stay.');
  });

  test('names what stays, with its age and reason, up to twenty', () => {
    const told = text({ kept: Array.from({ length: 22 }, () => letter), oldestFirstSentAt: ago(49) });
    expect(told).toContain('44 stay.');
    expect(told).toContain('The oldest was first sent 2 days ago.');
    const line =
      '  unintelligible, of demo, request request-1, 2 messages (id-1, …), first sent 3 h ago: still unintelligible';
    expect(told.split('\n').filter((each) => each === line)).toHaveLength(20);
    expect(told).toContain('… and 2 more');
  });

  const sent = { live: 2, bulk: 0, large: 1 };
  test.each([
    [{ old: [letter] }, [/OLD: first sent more than 7 days ago.*\n {2}unintelligible/]],
    [{ sent }, [/Sent: 2 on the live queue, 1 on the large queue/]],
    [{ dryRun: true }, [/would leave it/]],
    [{ unseen: 2 }, [/About 2 messages could not be seen/]],
    [{ unseen: 2, ended: 'max' }, [/About 2 messages were not looked at\./]],
    [
      { ended: 'failed', error: new Error('away'), unreleased: 1 },
      [/FAILED: Error: away/, /1 message could not be shown again/],
    ],
    [{ ended: 'interrupted' }, [/Interrupted\./]],
  ] satisfies [Partial<RedriveReport>, RegExp[]][])('of %j', (report, expected) => {
    for (const pattern of expected) expect(text(report)).toMatch(pattern);
  });

  test('does not say what to watch after a dry run', () => {
    expect(text({ sent })).toContain('Watch next');
    expect(text({ sent, dryRun: true })).not.toContain('Watch next');
  });
});
