import type { DemoOptions } from '../demo-options.ts';
import type { Display } from '../display/display.ts';
import type { DemoReport } from './demo-report.ts';
import { jsonReport } from './json-report.ts';
import { revisionTable } from './revision-table.ts';
import { summary } from './summary.ts';

/**
 * Shows a report, as a table or as JSON on `output`, and gives the exit code that it means: 0 only if there is nothing to
 * complain of.
 */
export function publishReport(
  report: DemoReport,
  { json }: Pick<DemoOptions, 'json'>,
  { display, output }: { readonly display: Display; readonly output: (text: string) => void },
): 0 | 1 {
  if (json) {
    output(jsonReport(report));
  } else {
    const style = display.style.bind(display);
    display.line(`\n${revisionTable(report.verification.revisions, { columns: display.columns, style })}`);
    display.line(`\n${summary(report, style)}\n`);
  }
  return report.problems.length === 0 ? 0 : 1;
}
