import { verifyFolder } from '#shared/domain/bucket/bucket-layout.ts';
import { fallsIn } from '#shared/domain/runs/high-water-mark.ts';
import { plural } from '#shared/domain/text/figure-text.ts';
import { type VerifyReport, verifyReportSchema } from '#shared/domain/verify/verify-documents.ts';
import { verifyText } from '#shared/domain/verify/verify-text.ts';
import { verifyProgress } from '#shared/usecases/progress/verify-progress.ts';
import { RUN_DOCUMENTS } from '#shared/usecases/runs/run-documents.ts';
import { missingRecordsConcern, recordsMissing, verdictOf } from './records-missing.ts';
import { historyOf, type RunView, reportIn, SHOWN_EXAMPLES } from './run-view.ts';
import { verifyRunProgress } from './verify-run-progress.ts';

const RUNBOOK = { findings: 'Verify found problems', failed: 'Verify failed' };

/** How many problems a verify run found. */
function problems({ missing, different, corrupt }: VerifyReport): number {
  return missing + different + corrupt;
}

/** How many of them are not mended. */
function unmendedProblems(report: VerifyReport): number {
  return problems(report) - report.mended;
}

/** `1,350 revisions checked, all in the bucket` */
function summary(report: VerifyReport): string {
  if (fallsIn(report) > 0) return recordsMissing(fallsIn(report));
  const unmended = unmendedProblems(report);
  const checked = `${plural(report.expected, 'revision')} checked`;
  if (unmended > 0) return `${checked}, ${plural(unmended, 'problem')} not mended`;
  return report.mended > 0 ? `${checked}, ${plural(report.mended, 'problem')} mended` : `${checked}, all in the bucket`;
}

/** How the commands show verify runs. */
export const VERIFY_VIEW: RunView = {
  kind: 'verify',
  command: 'verify',
  noun: 'verify run',
  list: 'verify_runs',
  machineOutput: 'VerifyStateMachineArn',
  runbook: RUNBOOK,
  progressOf:
    (cloud, name, { reader, signal }) =>
    async (now) =>
      verifyRunProgress(await verifyProgress(reader, { cloud, name }, signal), now),
  report: reportIn(verifyFolder, verifyReportSchema, (report) => ({
    text: verifyText({ ...report, problems: report.problems.slice(0, SHOWN_EXAMPLES) }),
    summary: summary(report),
    verdict: verdictOf(report, unmendedProblems(report) <= 0),
  })),
  history: historyOf(RUN_DOCUMENTS.verify, {
    title: 'verify run',
    columns: [
      ['checked', ({ expected }) => expected],
      ['problems', problems],
      ['mended', ({ mended }) => mended],
    ],
    fields: ['expected', 'missing', 'different', 'corrupt', 'mended', 'read'],
    summary,
    concerns: (newest) => {
      const unmended = newest === undefined ? 0 : unmendedProblems(newest);
      const fallen = missingRecordsConcern('verify run', newest === undefined ? 0 : fallsIn(newest));
      if (unmended <= 0) return fallen;
      return [
        ...fallen,
        `The newest verify run found ${plural(unmended, 'problem')} that ${unmended === 1 ? 'is' : 'are'} not mended. See docs/runbook.md, "${RUNBOOK.findings}".`,
      ];
    },
  }),
};
