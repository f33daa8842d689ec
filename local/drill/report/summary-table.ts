import type { Display } from '#local/display/display.ts';
import { alignedLines } from '#shared/domain/text/aligned.ts';
import { secondsText } from '#shared/domain/text/figure-text.ts';
import type { ScenarioResult } from './scenario-block.ts';

const HEAD = ['scenario', 'alarm', 'after', 'files', 'time', ''];

/** All scenarios: a line for each alarm, and the verdict last. */
export function summaryTable(results: readonly ScenarioResult[], style: Display['style']): string {
  const [head = '', ...lines] = alignedLines([HEAD, ...results.flatMap(rowsOf)], [2, 3, 4, 5]);
  const failed = results.filter(({ problems }) => problems.length > 0).length;
  const verdict =
    failed === 0
      ? `${style('green', 'OK')}: every alarm fired and cleared, and nothing is lost.`
      : `${style('red', 'FAILED')}: ${failed} of ${results.length} scenarios, as shown above.`;
  return [style('dim', head), ...lines, '', verdict].map((line) => line && `  ${line}`).join('\n');
}

function rowsOf({ name, alarms, uploads, seconds, problems }: ScenarioResult): string[][] {
  const [first = ['', ''], ...others] = alarms.map((alarm) => [
    alarm.name,
    `${Math.round(alarm.firedAfterMinutes)} min`,
  ]);
  return [
    [name, ...first, String(uploads), secondsText(seconds), problems.length === 0 ? 'ok' : 'FAILED'],
    ...others.map((alarm) => ['', ...alarm]),
  ];
}
