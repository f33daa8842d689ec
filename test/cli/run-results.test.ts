import { describe, expect, test } from 'vitest';
import { EXIT_CODE } from '../../cli/exit-code.ts';
import { OperatorError } from '../../cli/operator-error.ts';
import { failureText } from '../../cli/runs/failure-text.ts';
import { type RunResult, runExitCode, runResultDocument } from '../../cli/runs/run-result.ts';
import { chosenClouds } from '../../cli/stack/clouds-of.ts';
import { UsageError } from '../../cli/usage-error.ts';

const of = { cloud: 'demo', execution: 'arn:demo' };
const fine: RunResult<boolean> = { ...of, ended: 'finished', report: true };
const lacking: RunResult<boolean> = { ...of, ended: 'finished', report: false };
const failed: RunResult<boolean> = { ...of, ended: 'failed', error: 'it broke' };
const detached: RunResult<boolean> = { ...of, ended: 'detached' };
const interrupted: RunResult<boolean> = { ...of, ended: 'interrupted' };

describe('of several clouds, the gravest end is the exit code', () => {
  test.each([
    [[], EXIT_CODE.done],
    [[fine, detached], EXIT_CODE.done],
    [[fine, lacking, fine], EXIT_CODE.attention],
    [[lacking, failed, fine], EXIT_CODE.failed],
    [[failed, interrupted], EXIT_CODE.interrupted],
  ])('%j', (results, code) => {
    expect(runExitCode(results, (report) => report)).toBe(code);
  });
});

test('a result is a document for scripts', () => {
  expect([lacking, failed, detached].map(runResultDocument)).toEqual([
    { ...of, ended: 'finished', error: null, report: false },
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
  const outputs = { WebhookUrlB: 'https://x/webhooks/b', WebhookUrlA: 'https://x/webhooks/a', Other: 'https://x/c' };
  const stack = { name: 'S', outputs };

  test('are all, or the one that is named', () => {
    expect(chosenClouds(stack, undefined)).toEqual(['a', 'b']);
    expect(chosenClouds(stack, 'b')).toEqual(['b']);
  });

  test('are named where another one is asked for, or there are none', () => {
    expect(() => chosenClouds(stack, 'c')).toThrow(new UsageError('The stack S has no cloud c: there are a, b.'));
    const one = { name: 'S', outputs: { WebhookUrlA: 'https://x/webhooks/a' } };
    expect(() => chosenClouds(one, 'c')).toThrow(new UsageError('The stack S has no cloud c: there is a.'));
    expect(() => chosenClouds({ name: 'S', outputs: {} }, undefined)).toThrow(
      new OperatorError(
        'The outputs of the stack S name no cloud. Either it is no stack of this project, or it was deployed by another version than this command: deploy it again (npm run deploy), then repeat the command.',
      ),
    );
  });
});
