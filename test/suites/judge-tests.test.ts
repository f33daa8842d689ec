import { expect, it } from 'vitest';
import { judgeTests } from './judge-tests.ts';
import { judgementText } from './judgement-text.ts';

const passed = { area: 'tags', name: 'passes', failure: undefined };
const failed = { area: 'tags', name: 'fails', failure: 'no tag' };
const none = { leftOut: [], knownFailures: [] };

it.each([
  [
    'a test fails that is on no list',
    [passed, failed],
    none,
    false,
    '1 of 2 passed (50.0 %), 0 left out; 1 unexpected',
  ],
  ['a failure is known', [passed, failed], { ...none, knownFailures: [['why', ['fails']]] }, true, 'failure known'],
  ['a failure is left out', [passed, failed], { ...none, leftOut: [['why', ['fails']]] }, true, '1 of 1 passed'],
  ['a listed test passes', [passed], { ...none, knownFailures: [['why', ['passes']]] }, false, '1 listed wrongly'],
  ['a listed test does not exist', [passed], { ...none, leftOut: [['why', ['gone']]] }, false, '1 listed wrongly'],
] as const)('judges when %s', (_, tests, lists, ok, summary) => {
  const judgement = judgeTests(tests, lists);
  expect(judgement.ok).toBe(ok);
  expect(judgementText(judgement).split('\n').at(-1)).toContain(summary);
});
