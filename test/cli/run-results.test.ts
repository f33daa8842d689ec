import { describe, expect, test } from 'vitest';
import { plainText } from '#cli/console/line.ts';
import { EXIT_CODE } from '#cli/exit-code.ts';
import { OperatorError, UsageError } from '#cli/operator-error.ts';
import { INVENTORY_VIEW } from '#cli/runs/inventory-view.ts';
import { runExitCode, runResultDocument, runVerdict } from '#cli/runs/run-results.ts';
import { startAndWatch } from '#cli/runs/start-and-watch.ts';
import { failureText, type RunResult } from '#cli/runs/watch-cloud.ts';
import { DeployedStack } from '#cli/stack/deployed-stack.ts';
import { consoleDouble } from './console-double.ts';
import { memoryRuns } from './memory-runs.ts';

const of = { cloud: 'demo', execution: 'arn:demo' };

const fallen: RunResult = {
  ...of,
  ended: 'finished',
  report: { document: {}, text: '', summary: '2 records missing', verdict: 'failed' },
};

function finished(isFine: boolean): RunResult {
  return {
    ...of,
    ended: 'finished',
    report: {
      document: { isFine },
      text: '',
      summary: isFine ? 'all of it' : 'a part of it',
      verdict: isFine ? 'fine' : 'attention',
    },
  };
}

const failed: RunResult = { ...of, ended: 'failed', error: 'it broke' };
const detached: RunResult = { ...of, ended: 'detached' };
const interrupted: RunResult = { ...of, ended: 'interrupted' };

describe('with several clouds, the most severe end is the exit code', () => {
  test.each([
    [[], EXIT_CODE.done],
    [[finished(true), detached], EXIT_CODE.done],
    [[finished(true), finished(false), finished(true)], EXIT_CODE.attention],
    [[finished(false), failed, finished(true)], EXIT_CODE.failed],
    [[finished(false), fallen], EXIT_CODE.failed],
    [[failed, interrupted], EXIT_CODE.interrupted],
  ])('%j', (results, code) => {
    expect(runExitCode(results)).toBe(code);
  });
});

test('a result is a document for scripts', () => {
  expect([finished(false), failed, detached].map(runResultDocument)).toEqual([
    { ...of, ended: 'finished', error: null, report: { isFine: false } },
    { ...of, ended: 'failed', error: 'it broke', report: null },
    { ...of, ended: 'detached', error: null, report: null },
  ]);
});

describe('the verdict describes the results, the most severe first, and the next step', () => {
  const other = (result: RunResult): RunResult => ({ ...result, cloud: 'other' });
  test.each([
    [[finished(true), other(finished(true))], 'OK: demo: all of it; other: all of it.'],
    [
      [finished(true), other(finished(false))],
      'ATTENTION: other: a part of it; demo: all of it. See docs/runbook.md, "Assets unprotected".',
    ],
    [
      [finished(false), other(failed)],
      'FAILED: other: the run failed; demo: a part of it. See docs/runbook.md, "Inventory failed".',
    ],
    [
      [finished(false), other(fallen)],
      'FAILED: other: 2 records missing; demo: a part of it. See docs/runbook.md, "Records missing".',
    ],
    [[detached], 'OK: demo: the run continues in AWS. To watch: ./cloudinary-backup backup --cloud demo'],
    [
      [interrupted, other(interrupted)],
      'INTERRUPTED: demo: the run continues in AWS; other: the run continues in AWS. To watch: ./cloudinary-backup backup',
    ],
  ])('%#', (results, expected) => {
    expect(plainText(runVerdict(runExitCode(results), INVENTORY_VIEW, results, 'CloudinaryBackup'))).toBe(expected);
  });
});

describe('a failure says why, and where to look', () => {
  const text = (status: string, error?: string, cause?: string) =>
    failureText({ ended: 'failed', execution: 'arn:demo', status, error, cause });

  test('of a function, its message without its trace', () => {
    const cause = JSON.stringify({ errorType: 'Error', errorMessage: 'no such cloud', trace: ['at secret.ts'] });
    const shown = text('FAILED', 'Error', cause);
    expect(shown).toMatch(/^Error: no such cloud\. .* in Step Functions: arn:demo$/);
    expect(shown).not.toContain('secret.ts');
  });

  test.each([
    ['ABORTED', undefined, undefined, /^it was stopped\. /],
    ['TIMED_OUT', 'States.Timeout', '', /^it ran out of time: States.Timeout\. /],
    ['FAILED', undefined, undefined, /^FAILED\. /],
    ['UNKNOWN', undefined, undefined, /^Step Functions no longer has it\. /],
    ['FAILED', 'Lambda.Unknown', 'killed', /^Lambda.Unknown: killed\. /],
  ])('%s', (status, error, cause, expected) => {
    expect(text(status, error, cause)).toMatch(expected);
  });
});

describe('the clouds that a command is for', () => {
  const stackOf = (outputs: Readonly<Record<string, string>>) => new DeployedStack('S', { account: '1', outputs });
  const one = { WebhookUrlA: 'https://x/webhooks/a' };
  const two = stackOf({ WebhookUrlB: 'https://x/webhooks/b', ...one, Other: 'https://x/c' });

  test('are all, or the one that is named', () => {
    expect(two.chosenClouds(undefined)).toEqual(['a', 'b']);
    expect(two.chosenClouds('b')).toEqual(['b']);
  });

  test('are named where another one is asked for, or there are none', () => {
    expect(() => two.chosenClouds('c')).toThrow(new UsageError('The stack S has no cloud c. It has: a, b.'));
    expect(() => stackOf(one).chosenClouds('c')).toThrow(new UsageError('The stack S has no cloud c. It has: a.'));
    expect(() => stackOf({}).chosenClouds(undefined)).toThrow(
      new OperatorError(
        'The outputs of the stack S name no cloud. Either it is not a stack of this project, or another version deployed it. In the latter case, deploy it again (npm run deploy), then repeat the command.',
      ),
    );
  });
});

test('the reserve is that of the stack, or the default if an older version deployed it', () => {
  const reserves = [{ QuotaReserve: '0.5' }, {}].map((outputs) => new DeployedStack('S', { account: '1', outputs }));
  expect(reserves.map(({ quotaReserve }) => quotaReserve)).toEqual([0.5, 0.2]);
});

describe('runs of two clouds are started until Ctrl-C', () => {
  test.each([
    [0, EXIT_CODE.interrupted, [], '', 'Not started: the inventory run of a, b.\n'],
    [1, EXIT_CODE.interrupted, ['a'], 'a', 'Started the inventory run of a: a\nNot started: the inventory run of b.\n'],
    [3, EXIT_CODE.done, ['a', 'b'], 'ab', 'Started the inventory run of a: a\nStarted the inventory run of b: b\n'],
  ])('which comes after %i', async (interruptedAfter, expected, clouds, watchable, stderr) => {
    const { console, written } = consoleDouble();
    const abort = new AbortController();
    const inputs: unknown[] = [];
    const interrupt = () => {
      if (inputs.length >= interruptedAfter) abort.abort();
    };
    interrupt();
    const start = async (_: string, input: unknown) => {
      inputs.push(input);
      interrupt();
      return `arn:${['a', 'b'][inputs.length - 1]}`;
    };
    const exitCode = await startAndWatch(
      INVENTORY_VIEW,
      { reason: 'operator' },
      {
        options: { stack: 'S', detach: true },
        stack: new DeployedStack('S', { account: '1', outputs: {} }),
        machineArn: 'machine',
        clouds: ['a', 'b'],
        runs: memoryRuns({ start }, abort.signal),
        console,
      },
    );
    expect({ exitCode, inputs }).toEqual({
      exitCode: expected,
      inputs: clouds.map((cloud) => ({ cloud, reason: 'operator' })),
    });
    expect(written.stderr).toBe(stderr);
    const named = [...written.stdout.matchAll(/^The inventory run of (.) continues in AWS: \1$/gm)];
    expect(named.map(([, cloud]) => cloud).join('')).toBe(watchable);
    expect(written.stdout).toMatch(expected === EXIT_CODE.done ? /\nOK: / : /(?:^|\n)INTERRUPTED: /);
  });
});
