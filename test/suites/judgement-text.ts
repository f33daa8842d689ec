import { alignedLines } from '#shared/domain/text/aligned.ts';
import type { ExcusedTest, Judgement } from './judge-tests.ts';

/** A judgement as text: what failed, then passed and failed by area, with a summary last. */
export function judgementText(judgement: Judgement): string {
  const { areas, leftOut, knownFailures, unexpectedFailures, wronglyListed } = judgement;
  const total = { area: 'all', passed: 0, failed: 0, leftOut: 0 };
  for (const area of areas) {
    total.passed += area.passed;
    total.failed += area.failed;
    total.leftOut += area.leftOut;
  }
  const rows = [...areas, total].map(({ area, ...counts }) => [area, ...Object.values(counts).map(String)]);
  const run = total.passed + total.failed;
  const share = run === 0 ? 100 : (100 * total.passed) / run;
  const passed = `${total.passed} of ${run} passed (${share.toFixed(1)} %), ${total.leftOut} left out`;
  return [
    ...excusedLines('Left out', leftOut),
    ...excusedLines('Known failures', knownFailures),
    ...unexpectedFailures.map(({ name, failure }) => `FAILED  ${name}\n        ${failure}`),
    ...wronglyListed.map((name) => `LISTED  ${name}\n        passes or does not exist: take it off the list`),
    '',
    ...alignedLines([['area', 'passed', 'failed', 'left out'], ...rows], [1, 2, 3]),
    '',
    judgement.ok
      ? `${passed}, each failure known`
      : `${passed}; ${unexpectedFailures.length} unexpected failures, ${wronglyListed.length} listed wrongly`,
  ].join('\n');
}

function excusedLines(title: string, tests: readonly ExcusedTest[]): string[] {
  const byReason = Object.entries(Object.groupBy(tests, ({ reason }) => reason));
  if (byReason.length === 0) return [];
  const lines = byReason.flatMap(([reason, excused = []]) => [
    `  ${reason}`,
    ...excused.map(({ name }) => `    ${name}`),
  ]);
  return [title, ...lines, ''];
}
