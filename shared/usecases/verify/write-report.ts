import { createHash } from 'node:crypto';
import { runCost } from '../../domain/runs/run-cost.ts';
import { firstProblems, type ReportedProblem } from '../../domain/verify/found-problem.ts';
import { type VerifyReport, verifyReportSchema } from '../../domain/verify/verify-documents.ts';
import { verifyText } from '../../domain/verify/verify-text.ts';
import { keyInRun, readRunDocument, writeRunDocument } from '../runs/run-file.ts';
import { REPORT_FILE } from './begin-verify.ts';
import { readLines, type VerifyPhaseWork, type VerifyRun } from './verify-run.ts';
import { problemsIn, type VerifyState } from './verify-state.ts';

/** How many problems a report names. */
const NAMED_PROBLEMS = 10_000;

async function namedProblems(run: VerifyRun, { counts }: VerifyState): Promise<readonly ReportedProblem[]> {
  if (problemsIn(counts) === 0) return [];
  let named: readonly ReportedProblem[] = [];
  for (let shard = 0; shard < run.started.shards; shard += 1) {
    const lines = await readLines(run, '_concluded', shard);
    const problems = lines.map((line) => JSON.parse(line) as ReportedProblem); // our own file
    named = firstProblems([...named, ...problems], NAMED_PROBLEMS);
  }
  return named;
}

async function reportOf(run: VerifyRun, state: VerifyState): Promise<VerifyReport> {
  const { cloud, started, dependencies } = run;
  const { expected, expected_bytes, found, found_bytes, read, read_bytes, unread } = state.counts;
  const { missing, different, corrupt, mended, unrecorded } = state.counts;
  const finished = dependencies.now();
  return {
    v: 1,
    kind: 'verify',
    cloud,
    started_at: started.started_at,
    finished_at: finished.toISOString(),
    reason: started.reason,
    ...(started.read_data !== undefined && { read_data: started.read_data }),
    mend: started.mend,
    expected,
    expected_bytes,
    found,
    found_bytes,
    read,
    read_bytes,
    ...(unread > 0 && { unread }),
    missing,
    different,
    corrupt,
    mended,
    unrecorded,
    duration_seconds: (finished.getTime() - Date.parse(started.started_at)) / 1000,
    cost_usd: runCost(state.use),
    problems: [...(await namedProblems(run, state))],
  };
}

async function writeText({ folder }: VerifyRun, report: VerifyReport): Promise<void> {
  const body = Buffer.from(`${verifyText(report)}\n`);
  await folder.store.put(keyInRun(folder, 'report.txt'), body, {
    contentType: 'text/plain; charset=utf-8',
    metadata: folder.writtenBy,
    md5: createHash('md5').update(body).digest('hex'),
    signal: folder.signal,
  });
}

/** Writes the report, last the one that ends the run, and publishes it; one that is there already is published again. */
export const writeReport: VerifyPhaseWork = async (run, state) => {
  const written = run.retried ? await readRunDocument(run.folder, REPORT_FILE) : undefined;
  const report = written === undefined ? await reportOf(run, state) : verifyReportSchema.parse(written);
  if (written === undefined) {
    await writeText(run, report);
    await writeRunDocument(run.folder, REPORT_FILE, report);
  }
  await run.dependencies.publish(report);
  return { next: 'done', outcome: { ended: 'finished', report } };
};
