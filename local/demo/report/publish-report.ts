import type { DemoOptions } from '../demo-options.ts';
import type { Display } from '../display/display.ts';
import { secondsText } from '../display/format.ts';
import type { DemoReport } from './demo-report.ts';
import { revisionTable, type TableStyle } from './revision-table.ts';

/** What the demo promises, in seconds. Shown beside what was measured; a busy machine is no failure. */
const AIM_P95_SECONDS = 2;

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
    const { style } = display;
    display.line(`\n${revisionTable(report.verification.revisions, { columns: display.columns(), style })}`);
    display.line(`\n${summary(report, style)}\n`);
  }
  return report.problems.length === 0 ? 0 : 1;
}

/** The report as one JSON document. Times are in seconds, to the millisecond. */
function jsonReport(report: DemoReport): string {
  const { verification, problems, latency, phases, totalSeconds, notifications, endpoints } = report;
  const document = {
    ok: problems.length === 0,
    problems,
    total_seconds: totalSeconds,
    phases,
    upload_to_bucket: latency ?? null,
    notifications,
    revisions: verification.revisions.map(({ expected, verdict, stored = null }) => {
      const { asset, version, fate, key, source, seconds = null, timed } = expected;
      const { bytes, md5 } = source;
      return { verdict, ...asset, version, at_cloudinary: fate, key, source: { bytes, md5 }, stored, seconds, timed };
    }),
    changes: verification.changes.map(({ expected: { what, seconds = null }, told }) => ({ what, told, seconds })),
    endpoints,
  };
  const toTheMillisecond = (_: string, value: unknown) =>
    typeof value === 'number' ? Math.round(value * 1000) / 1000 : value;
  return JSON.stringify(document, toTheMillisecond, 2);
}

/** The last lines of the demo: the verdict, in words and figures. */
function summary({ problems, verification, ...report }: DemoReport, style: TableStyle['style']): string {
  const { latency, notifications, phases, totalSeconds } = report;
  const { revisions, changes } = verification;
  const count = (wanted: string) => revisions.filter(({ verdict }) => verdict === wanted).length;
  const losses = count('LOST') === 0 ? '' : `; ${count('LOST')} lost before anyone could copy it, and recorded so`;
  const told = changes.filter((change) => change.told).length;
  const deployment = phases.reduce((sum, { seconds }) => sum + seconds, 0);
  const { sent, accepted } = notifications;
  const figures =
    latency &&
    `p50 ${secondsText(latency.p50)}, p95 ${secondsText(latency.p95)}, max ${secondsText(latency.max)} (${latency.count} uploads, cold starts included; aim: p95 under ${AIM_P95_SECONDS} s)`;
  const facts = {
    revisions: `${count('OK')} of ${revisions.length} in the bucket, byte for byte${losses}`,
    changes: `${told} of ${changes.length} in the journal`,
    webhooks: `${sent} sent and signed by the simulated Cloudinary, ${accepted} answered with 200`,
    'upload to bucket': figures ?? 'nothing arrived',
    time: `${secondsText(totalSeconds)}, of which ${secondsText(deployment)} to deploy`,
  };
  const lines = Object.entries(facts).map(([name, value]) => `  ${style('dim', name.padEnd(16))}  ${value}`);
  if (problems.length === 0) return [...lines, '', `  ${style('green', 'OK')}`].join('\n');
  const failed = `FAILED: ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`;
  return [...lines, '', `  ${style('red', failed)}`, ...problems.map((problem) => `  - ${problem}`)].join('\n');
}
