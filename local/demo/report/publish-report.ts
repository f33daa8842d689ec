import type { Display } from '#local/display/display.ts';
import { secondsText } from '#shared/domain/text/figure-text.ts';
import { hanging } from '#shared/domain/text/wrapped.ts';
import type { DemoOptions } from '../demo-options.ts';
import type { DemoReport } from './demo-report.ts';
import { revisionTable, type TableStyle } from './revision-table.ts';

/** What the demo aims at, in seconds. It is shown beside the measured value; a busy machine is not a failure. */
const AIM_P95_SECONDS = 2;

/**
 * Shows a report, as a table or as JSON on `output`, and gives the exit code: 0 only if there is no problem.
 */
export function publishReport(
  report: DemoReport,
  { json }: Pick<DemoOptions, 'json'>,
  { display, output }: { readonly display: Display; readonly output: (text: string) => void },
): 0 | 1 {
  if (json) {
    output(jsonReport(report));
  } else {
    const tableStyle = { columns: display.columns(), style: display.style };
    display.line(`\n${revisionTable(report.verification.revisions, tableStyle)}`);
    display.line(`\n${summary(report, tableStyle)}\n`);
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
    revisions: verification.revisions.map(({ expected, result, stored = null }) => {
      const { asset, version, fate, key, source, seconds = null, timed } = expected;
      const { bytes, md5 } = source;
      return { result, ...asset, version, at_cloudinary: fate, key, source: { bytes, md5 }, stored, seconds, timed };
    }),
    changes: verification.changes.map(({ expected: { what, seconds = null }, recorded }) => ({
      what,
      recorded,
      seconds,
    })),
    endpoints,
  };
  const toTheMillisecond = (_: string, value: unknown) =>
    typeof value === 'number' ? Math.round(value * 1000) / 1000 : value;
  return JSON.stringify(document, toTheMillisecond, 2);
}

/** The last lines of the report: what was found, in words and figures, and the verdict. */
function summary({ problems, verification, ...report }: DemoReport, { columns, style }: TableStyle): string {
  const { latency, notifications, phases, totalSeconds } = report;
  const { revisions, changes } = verification;
  const count = (wanted: string) => revisions.filter(({ result }) => result === wanted).length;
  const recorded = changes.filter((change) => change.recorded).length;
  const deployment = phases.reduce((sum, { seconds }) => sum + seconds, 0);
  const { sent, accepted } = notifications;
  const figures =
    latency &&
    `p50 ${secondsText(latency.p50)}, p95 ${secondsText(latency.p95)}, max ${secondsText(latency.max)} for ${latency.count} uploads, cold starts included (aim: p95 under ${AIM_P95_SECONDS} s)`;
  const facts = {
    revisions: `${count('OK')} of ${revisions.length} in the bucket, byte for byte`,
    ...(count('LOST') > 0 && {
      lost: `${count('LOST')}: replaced before it could be copied, and recorded as such`,
    }),
    changes: `${recorded} of ${changes.length} in the journal`,
    webhooks: `${sent} signed and sent by the simulated Cloudinary, ${accepted} accepted`,
    'upload to bucket': figures ?? 'nothing arrived',
    time: `${secondsText(totalSeconds)}, including ${secondsText(deployment)} for the deployment`,
  };
  const lines = Object.entries(facts).map(([name, value]) =>
    hanging(`  ${style('dim', name.padEnd(16))}  `, value, columns),
  );
  return [
    ...lines,
    '',
    ...problems.map((problem) => hanging('  - ', problem, columns)),
    problems.length === 0
      ? `  ${style('green', 'OK')}: the bucket holds every revision that could be copied, byte for byte.`
      : `  ${style('red', 'FAILED')}: ${problems.length === 1 ? 'one problem' : `${problems.length} problems`}, listed above.`,
  ].join('\n');
}
