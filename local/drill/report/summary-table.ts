import type { Display } from '#local/demo/display/display.ts';
import { aligned, secondsText } from '#local/demo/display/format.ts';
import type { ScenarioResult } from './scenario-block.ts';

const HEAD = ['scenario', 'alarms', 'fired after', 'uploads', 'time', ''];

/** All scenarios, a line each. */
export function summaryTable(results: readonly ScenarioResult[], style: Display['style']): string {
  const [head = '', ...lines] = aligned([HEAD, ...results.map(rowOf)], [2, 3, 4, 5]).map((row) => row.join('  '));
  const failed = results.filter(({ problems }) => problems.length > 0).length;
  const verdict =
    failed === 0
      ? style('green', 'Every alarm fired and is over, and nothing is lost.')
      : style('red', `${failed} of ${results.length} scenarios did not go as they must.`);
  return [...[style('dim', head), ...lines].map((line) => `  ${line.trimEnd()}`), '', `  ${verdict}`].join('\n');
}

function rowOf({ name, alarms, uploads, seconds, problems }: ScenarioResult): string[] {
  return [
    name,
    alarms.map((alarm) => alarm.name).join(', '),
    alarms.map(({ firedAfterMinutes }) => `${Math.round(firedAfterMinutes)} min`).join(', '),
    String(uploads),
    secondsText(seconds),
    problems.length === 0 ? 'ok' : 'FAILED',
  ];
}
