import { describe, expect, test } from 'vitest';
import { plainText } from '#cli/console/line.ts';
import { localTimeText } from '#cli/console/local-time.ts';
import { EXIT_CODE } from '#cli/exit-code.ts';
import { redriveLines } from '#cli/redrive/redrive-lines.ts';
import { redriveExitCode } from '#cli/redrive/redrive-work.ts';
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
const NOTHING_SENT = { live: 0, bulk: 0, large: 0, 'set-aside': 0 };
const EMPTY: RedriveReport = {
  queue: 'live',
  dryRun: false,
  ended: 'empty',
  found: 0,
  moved: [],
  ignored: [],
  kept: [],
  unseen: 0,
  sent: NOTHING_SENT,
  oldestFirstSentAt: undefined,
  old: [],
  unreleased: 0,
};

function text(report: Partial<RedriveReport>) {
  const whole = { ...EMPTY, ...report };
  return redriveLines(whole, redriveExitCode(whole), 'Stack', NOW).map(plainText).join('\n');
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
    expect(text({})).toBe('OK: the live dead-letter queue is empty.');
  });

  test('names what stays, with its age and reason, up to twenty', () => {
    const shown = text({ found: 44, kept: Array.from({ length: 22 }, () => letter), oldestFirstSentAt: ago(49) });
    expect(shown).toContain(`The oldest message was first sent on ${localTimeText(ago(49), NOW)}.`);
    const named =
      /^ {2}unintelligible notification of demo, first sent 3 h ago\n {4}request request-1, 2 messages: id-1, …\n {4}still unintelligible$/gm;
    expect(shown.match(named)).toHaveLength(20);
    expect(shown).toContain('… and 2 more');
    expect(shown).toMatch(/\nATTENTION: 0 of 44 messages moved; 44 stay\. See docs\/runbook\.md, "Dead letters"\.$/);
  });

  const sent = { ...NOTHING_SENT, live: 2, large: 1 };
  const moved = [{ kind: 'revision', cloud: 'demo', messages: 3 }] as const;
  test.each([
    [{ moved, found: 3 }, [/^Moved:\n.*\n {9}3 {2}revision {2}demo\n/m, /\nOK: 3 of 3 messages moved; 0 stay\.$/]],
    [{ old: [letter] }, [/^Older than 7 days .*:\n {2}unintelligible/m]],
    [{ sent }, [/^Sent: 2 to the live queue, 1 to the large queue\. .* after 25 attempts/m]],
    [
      { sent: { ...NOTHING_SENT, 'set-aside': 2 } },
      [/^Sent: 2 to the set-aside queue\. SQS keeps them for another 14 days\.$/m],
    ],
    [{ queue: 'set-aside' }, [/^OK: the set-aside queue is empty\.$/m]],
    [
      { queue: 'set-aside', kept: [letter], found: 2 },
      [/^Stay on the set-aside queue:$/m, /^ATTENTION: .* See docs\/runbook\.md, "Set aside"\.$/m],
    ],
    [
      { dryRun: true, moved, found: 3, sent },
      [
        /^OK: 3 of 3 messages would be moved; 0 would stay\. To move: \.\/cloudinary-backup redrive live --stack Stack$/m,
      ],
    ],
    [{ unseen: 2 }, [/^About 2 messages could not be seen\./m, /^ATTENTION: /m]],
    [
      { unseen: 1, ended: 'max' },
      [/^About 1 message was not examined\./m, /^OK: .* It stopped at the limit that --max sets\.$/m],
    ],
    [
      { ended: 'failed', error: new Error('away'), unreleased: 1 },
      [/^It stopped early: Error: away$/m, /^1 message could not be released/m, /^FAILED: .* Nothing is lost/m],
    ],
    [{ ended: 'interrupted' }, [/^INTERRUPTED: /m]],
    [
      { kept: [{ ...letter, kind: 'unknown' }], ignored: moved, found: 3 },
      [/^ATTENTION: 0 of 5 messages moved, 3 removed; 2 stay\. .* "Remove an unusable message" there\.$/m],
    ],
  ] satisfies [Partial<RedriveReport>, RegExp[]][])('of %j', (report, expected) => {
    for (const pattern of expected) expect(text(report)).toMatch(pattern);
  });

  test('does not say what was sent after a dry run', () => {
    expect(text({ sent, dryRun: true })).not.toContain('Sent:');
  });
});
