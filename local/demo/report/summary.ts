import { secondsText } from '../display/amount-text.ts';
import type { RevisionCheck } from '../verification/revision-check.ts';
import type { DemoReport } from './demo-report.ts';
import type { TableStyle } from './revision-table.ts';

/** What the demo promises, in seconds. Shown beside what was measured; a busy machine is no failure. */
const AIM_P95_SECONDS = 2;

/** The last lines of the demo: the verdict, in words and figures. */
export function summary(report: DemoReport, style: TableStyle['style']): string {
  const { problems, verification, latency, notifications, phases, totalSeconds } = report;
  const { revisions, changes } = verification;
  const exact = revisions.filter(({ verdict }) => verdict === 'OK').length;
  const told = changes.filter((change) => change.told).length;
  const deployment = phases.reduce((sum, { seconds }) => sum + seconds, 0);
  const facts: [string, string][] = [
    ['revisions', `${exact} of ${revisions.length} in the bucket, byte for byte${lossesText(revisions)}`],
    ['changes', `${told} of ${changes.length} in the journal`],
    [
      'webhooks',
      `${notifications.sent} sent and signed by the simulated Cloudinary, ${notifications.accepted} answered with 200`,
    ],
    [
      'upload to bucket',
      latency === undefined
        ? 'nothing arrived'
        : `p50 ${secondsText(latency.p50)}, p95 ${secondsText(latency.p95)}, max ${secondsText(latency.max)} (${latency.count} uploads, cold starts included; aim: p95 under ${AIM_P95_SECONDS} s)`,
    ],
    ['time', `${secondsText(totalSeconds)}, of which ${secondsText(deployment)} to deploy`],
  ];
  const lines = facts.map(([name, value]) => `  ${style('dim', name.padEnd(16))}  ${value}`);
  if (problems.length === 0) return [...lines, '', `  ${style('green', 'OK')}`].join('\n');
  const failed = `FAILED: ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`;
  return [...lines, '', `  ${style('red', failed)}`, ...problems.map((problem) => `  - ${problem}`)].join('\n');
}

function lossesText(revisions: readonly RevisionCheck[]): string {
  const lost = revisions.filter(({ verdict }) => verdict === 'LOST').length;
  return lost === 0 ? '' : `; ${lost} lost before anyone could copy it, and recorded so`;
}
