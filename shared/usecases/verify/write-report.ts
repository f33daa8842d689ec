import { runCost } from '#shared/domain/runs/run-cost.ts';
import { firstProblems, type ReportedProblem } from '#shared/domain/verify/found-problem.ts';
import { type VerifyReport, verifyReportSchema } from '#shared/domain/verify/verify-documents.ts';
import { verifyText } from '#shared/domain/verify/verify-text.ts';
import { parseLine } from '../runs/gzip-lines.ts';
import { RUN_DOCUMENTS } from '../runs/run-documents.ts';
import { readRunDocument, writeRunDocument, writeRunText } from '../runs/run-file.ts';
import { problemsIn, readLines, type VerifyResult, type VerifyRun, type VerifyState } from './verify-state.ts';

const REPORT_FILE = RUN_DOCUMENTS.verify.lastDocument;

/** How many problems a report names. */
const NAMED_PROBLEMS = 10_000;

/**
 * How many problems the run returns, each of up to 5 KB with its keys: 256 KB may pass through a state machine.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
const PASSED_PROBLEMS = 20;

async function namedProblems(run: VerifyRun, { counts }: VerifyState): Promise<readonly ReportedProblem[]> {
  if (problemsIn(counts) === 0) return [];
  let named: readonly ReportedProblem[] = [];
  for (let shard = 0; shard < run.started.shards; shard += 1) {
    const problems = (await readLines(run, '_concluded', shard)).map(parseLine<ReportedProblem>);
    named = firstProblems([...named, ...problems], NAMED_PROBLEMS);
  }
  return named;
}

async function reportOf(run: VerifyRun, state: VerifyState): Promise<VerifyReport> {
  const { cloud, started, on } = run;
  const { chosen_bytes: _, unread, ...counts } = state.counts;
  const finished = on.now();
  return {
    v: 1,
    kind: 'verify',
    cloud,
    started_at: started.started_at,
    finished_at: finished.toISOString(),
    reason: started.reason,
    ...(started.read_data !== undefined && { read_data: started.read_data }),
    mend: started.mend,
    ...counts,
    ...(unread > 0 && { unread }),
    duration_seconds: (finished.getTime() - Date.parse(started.started_at)) / 1000,
    cost_usd: runCost(state.use),
    problems: [...(await namedProblems(run, state))],
  };
}

/** Writes the report, last the one that ends the run, and publishes it; one that is there already is published again. */
export async function writeReport(run: VerifyRun, state: VerifyState): Promise<VerifyResult> {
  const written = await readRunDocument(run.folder, REPORT_FILE);
  const { data: report = await reportOf(run, state), success } = verifyReportSchema.safeParse(written);
  if (!success) {
    await writeRunText(run.folder, 'report.txt', verifyText(report));
    await writeRunDocument(run.folder, REPORT_FILE, report);
  }
  await run.on.publish(report);
  return { next: 'done', report: { ...report, problems: report.problems.slice(0, PASSED_PROBLEMS) } };
}
