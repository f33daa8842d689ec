import { runKey, verifyFolder } from '../../shared/domain/bucket/bucket-layout.ts';
import { type VerifyReport, verifyReportSchema } from '../../shared/domain/verify/verify-documents.ts';
import { verifyText } from '../../shared/domain/verify/verify-text.ts';
import { readDocument } from '../../shared/usecases/progress/read-document.ts';
import { verifyProgress } from '../../shared/usecases/progress/verify-progress.ts';
import type { RunGauge, RunWork } from '../runs/run-work.ts';
import type { StackRuns } from '../runs/stack-runs.ts';
import { verifyLine, verifyProgressDocument } from '../runs/verify-line.ts';

/** More of the problems are in the report's file. */
const MAX_NAMED = 20;

/** How many of the problems that a verify run has found are there still. */
export function unmendedProblems({
  missing,
  different,
  corrupt,
  mended,
}: Pick<VerifyReport, 'missing' | 'different' | 'corrupt' | 'mended'>): number {
  return missing + different + corrupt - mended;
}

/** Looks how far the verify run of a cloud is. */
export function verifyGauge(cloud: string, { reader }: Pick<StackRuns, 'reader'>, signal: AbortSignal): RunGauge {
  return async (name, now) => {
    if (name === undefined) {
      return { line: `${cloud}: starting`, document: { at: now.toISOString(), phase: 'starting', started_at: null } };
    }
    const progress = await verifyProgress(reader, { cloud, name }, signal);
    return {
      line: verifyLine(cloud, progress),
      document: { started_at: name, ...verifyProgressDocument(progress, now) },
    };
  };
}

/** Verify runs: what to start, how to look at them, what their report says. */
export function verifyWork(
  machineArn: string,
  { readData, mend }: { readonly readData: string | undefined; readonly mend: boolean },
  runs: StackRuns,
  signal: AbortSignal,
): RunWork<VerifyReport> {
  return {
    command: 'verify',
    kind: 'verify',
    machineArn,
    input: (cloud) => ({ cloud, reason: 'operator', ...(readData !== undefined && { readData }), mend }),
    gauge: (cloud) => verifyGauge(cloud, runs, signal),
    report: (cloud, name) =>
      readDocument(runs.reader, runKey(verifyFolder(cloud), name, 'report.json'), verifyReportSchema, signal),
    text: (report) => verifyText({ ...report, problems: report.problems.slice(0, MAX_NAMED) }),
    isFine: (report) => unmendedProblems(report) <= 0,
  };
}
