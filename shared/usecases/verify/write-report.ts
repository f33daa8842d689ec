import { runCost } from '#shared/domain/runs/run-cost.ts';
import { firstProblems, type ReportedProblem } from '#shared/domain/verify/found-problem.ts';
import { type VerifyReport, verifyReportSchema } from '#shared/domain/verify/verify-documents.ts';
import { verifyText } from '#shared/domain/verify/verify-text.ts';
import { parseLine } from '../runs/gzip-lines.ts';
import { comparedFields, raiseMark } from '../runs/high-water.ts';
import { RUN_DOCUMENTS } from '../runs/run-documents.ts';
import { readRunDocument, writeRunDocument, writeRunText } from '../runs/run-file.ts';
import { inventoryManifest } from './newest-inventory.ts';
import { problemsIn, readLines, type VerifyResult, type VerifyRun, type VerifyState } from './verify-state.ts';

const REPORT_FILE = RUN_DOCUMENTS.verify.lastDocument;

/** How many problems a report names. */
const PROBLEMS_IN_REPORT = 10_000;

/**
 * How many problems the run returns. Each has up to 5 KB with its keys, and a state machine passes on 256 KB.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
const PASSED_PROBLEMS = 20;

async function namedProblems(run: VerifyRun, { counts }: VerifyState): Promise<readonly ReportedProblem[]> {
  if (problemsIn(counts) === 0) return [];
  let named: readonly ReportedProblem[] = [];
  for (let shard = 0; shard < run.started.shards; shard += 1) {
    const problems = (await readLines(run, '_concluded', shard)).map(parseLine<ReportedProblem>);
    named = firstProblems([...named, ...problems], PROBLEMS_IN_REPORT);
  }
  return named;
}

/** What journal and inventory record. */
function expectedIn({ expected, expected_bytes }: Pick<VerifyReport, 'expected' | 'expected_bytes'>) {
  return { revisions: expected, bytes: expected_bytes };
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
    ...(state.highWater !== undefined && comparedFields(state.highWater, { expected: expectedIn(counts) })),
    duration_seconds: (finished.getTime() - Date.parse(started.started_at)) / 1000,
    cost_usd: runCost(state.use),
    problems: [...(await namedProblems(run, state))],
  };
}

/** Records outside the bucket what the run found, if no record is missing. */
async function recordFound(run: VerifyRun, { highWater }: VerifyState, report: VerifyReport): Promise<void> {
  if (highWater === undefined) return;
  const { cloud, started, on } = run;
  const manifest = started.inventory === undefined ? undefined : await inventoryManifest(cloud, started.inventory, on);
  await raiseMark('verify', run, highWater, {
    fallen: report.fallen ?? [],
    expected: expectedIn(report),
    inventory: manifest && { started_at: manifest.started_at, assets: manifest.completeness.assets },
  });
}

/**
 * Writes the report, with the document that ends the run last, and publishes it. An existing report is published again.
 */
export async function writeReport(run: VerifyRun, state: VerifyState): Promise<VerifyResult> {
  const written = await readRunDocument(run.folder, REPORT_FILE);
  const { data: report = await reportOf(run, state), success } = verifyReportSchema.safeParse(written);
  if (!success) {
    await writeRunText(run.folder, 'report.txt', verifyText(report));
    await writeRunDocument(run.folder, REPORT_FILE, report);
  }
  await recordFound(run, state, report);
  await run.on.publish(report);
  return { next: 'done', report: { ...report, problems: report.problems.slice(0, PASSED_PROBLEMS) } };
}
