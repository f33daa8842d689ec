import { secondsText } from '../../demo/display/amount-text.ts';
import type { Display } from '../../demo/display/display.ts';
import { padLeft, padRight } from '../../demo/display/display-width.ts';
import type { ScenarioResult } from './scenario-result.ts';

const HEAD = ['scenario', 'alarms', 'fired after', 'uploads', 'time', ''];

/** All scenarios, a line each. */
export function summaryTable(results: readonly ScenarioResult[], style: Display['style']): string {
  const rows = [HEAD, ...results.map(rowOf)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row, index) => {
    const cells = row.map((cell, column) => (column < 2 ? padRight : padLeft)(cell, widths[column] ?? 0));
    return index === 0 ? style('dim', cells.join('  ')) : cells.join('  ');
  });
  const failed = results.filter(({ problems }) => problems.length > 0).length;
  const verdict =
    failed === 0
      ? style('green', 'Every alarm fired and is over, and nothing is lost.')
      : style('red', `${failed} of ${results.length} scenarios did not go as they must.`);
  return [...lines.map((line) => `  ${line.trimEnd()}`), '', `  ${verdict}`].join('\n');
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
