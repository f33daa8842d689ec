import { describe, expect, test } from 'vitest';
import { EXIT_CODE } from '#cli/exit-code.ts';
import { OperatorError, UsageError } from '#cli/operator-error.ts';
import { INVENTORY } from '#cli/runs/run-kinds.ts';
import { runExitCode, runOnClouds, runResultDocument } from '#cli/runs/run-on-clouds.ts';
import { failureText, type RunResult } from '#cli/runs/watch-cloud.ts';
import { DeployedStack } from '#cli/stack/deployed-stack.ts';
import { consoleDouble } from './console-double.ts';
import { memoryRuns } from './memory-runs.ts';

const of = { cloud: 'demo', execution: 'arn:demo' };

function finished(isFine: boolean): RunResult {
  return {
    ...of,
    ended: 'finished',
    report: { document: { isFine }, text: '', isFine },
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

describe('a failure says why, and where to look', () => {
  const text = (status: string, error?: string, cause?: string) =>
    failureText({ ended: 'failed', execution: 'arn:demo', status, error, cause });

  test('of a function, its message without its trace', () => {
    const cause = JSON.stringify({ errorType: 'Error', errorMessage: 'no such cloud', trace: ['at secret.ts'] });
    const told = text('FAILED', 'Error', cause);
    expect(told).toMatch(/^Error: no such cloud\. Look at the execution arn:demo /);
    expect(told).not.toContain('secret.ts');
  });

  test.each([
    ['ABORTED', undefined, undefined, /^somebody has stopped it\. /],
    ['TIMED_OUT', 'States.Timeout', '', /^it took longer than it may: States.Timeout\. /],
    ['FAILED', undefined, undefined, /^FAILED\. /],
    ['GONE', undefined, undefined, /^Step Functions knows it no longer\. /],
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
    expect(() => two.chosenClouds('c')).toThrow(new UsageError('The stack S has no cloud c: there are a, b.'));
    expect(() => stackOf(one).chosenClouds('c')).toThrow(new UsageError('The stack S has no cloud c: there is a.'));
    expect(() => stackOf({}).chosenClouds(undefined)).toThrow(
      new OperatorError(
        'The outputs of the stack S name no cloud. Either it is no stack of this project, or it was deployed by another version than this command: deploy it again (npm run deploy), then repeat the command.',
      ),
    );
  });
});

describe('runs of two clouds are started until Ctrl-C', () => {
  test.each([
    [0, EXIT_CODE.interrupted, [], '', 'Nothing was started of a, b.\n'],
    [1, EXIT_CODE.interrupted, ['a'], 'a', 'Started the backup of a: a\nNothing was started of b.\n'],
    [3, EXIT_CODE.done, ['a', 'b'], 'ab', 'Started the backup of a: a\nStarted the backup of b: b\n'],
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
    const exitCode = await runOnClouds(
      INVENTORY,
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
    const told = [...written.stdout.matchAll(/^The backup of (.) goes on by itself: \1$/gm)].map(([, cloud]) => cloud);
    expect(told.join('')).toBe(watchable);
    expect(written.stdout === '').toBe(watchable === '');
  });
});
