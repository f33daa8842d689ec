import { expect, test } from 'vitest';
import { type ScenarioResult, scenarioBlock } from '#local/drill/report/scenario-block.ts';
import { summaryTable } from '#local/drill/report/summary-table.ts';
import { SCENARIOS } from '#local/drill/scenarios.ts';
import { linesTooLong } from '../lines-too-long.ts';

function plain(_: unknown, text: string) {
  return text;
}

/** Results as long as they can be. */
const RESULTS = SCENARIOS.map(({ name, what, alarms, consequences = [] }): ScenarioResult => {
  return {
    name,
    what,
    alarms: [...alarms, ...consequences].map((alarm) => ({
      name: alarm,
      description: `${'A sentence of a few words. '.repeat(10)}https://example.com/docs/runbook.md`,
      firedAfterMinutes: 150,
      clearedAfterMinutes: 150,
    })),
    steps: [{ commands: `aws s3api get-object ${'--option value '.repeat(9)}\nls`, seconds: 99.9, output: '' }],
    uploads: 9999,
    problems: ['CopiesKeepFailing-drill, DeadLettersLive, BucketConditions did not fire within 150 minutes'],
    seconds: 999.9,
  };
});

test('every line of the drill fits 80 columns', () => {
  const look = { columns: () => 80, style: plain };
  for (const result of [...RESULTS, ...RESULTS.map((each) => ({ ...each, problems: [] }))])
    expect(linesTooLong(`${result.what}\n${scenarioBlock(result, look)}`)).toEqual([]);
  expect(linesTooLong(summaryTable(RESULTS, plain))).toEqual([]);
});

test('the verdict is the last line', () => {
  const ok = RESULTS.map((result) => ({ ...result, problems: [] }));
  expect(summaryTable(ok, plain)).toMatch(/\n {2}OK: [^\n]+$/);
  expect(summaryTable(RESULTS, plain)).toMatch(/\n {2}FAILED: 7 of 7 [^\n]+$/);
});
