import pMap from 'p-map';
import { type FoundProblem, type ReportedProblem, reportedProblem } from '#shared/domain/verify/found-problem.ts';
import type { LaterRecord } from '#shared/domain/verify/later-record.ts';
import { gzipLines, parseLine } from '../runs/gzip-lines.ts';
import { readSpool } from '../runs/read-spool.ts';
import { shardFileOf } from '../runs/run-file.ts';
import { goodCopy } from './good-copy.ts';
import { problemsIn, readLines, type VerifyResult, type VerifyRun, type VerifyState } from './verify-state.ts';

const HEADS_AT_ONCE = 32;

/** The outcome of a shard, in counts. */
interface Conclusion {
  readonly mended: number;
  readonly unrecorded: number;
}

/** What the journal has recorded since: stored keys, and the keys of revisions that Cloudinary no longer delivers. */
interface RecordedSince {
  readonly stored: ReadonlySet<string>;
  readonly gone: ReadonlyMap<string, readonly LaterRecord[]>;
}

async function recordedSince({ folder }: VerifyRun, state: VerifyState): Promise<RecordedSince> {
  const stored = new Set<string>();
  const gone = new Map<string, readonly LaterRecord[]>();
  for await (const lines of readSpool(folder, '_later', state)) {
    for (const record of lines.map(parseLine<LaterRecord>)) {
      const { key, state: found } = record;
      if (found === 'stored') stored.add(key);
      else gone.set(key, [...(gone.get(key) ?? []), record]);
    }
  }
  return { stored, gone };
}

/** Two revisions of one second share a key. If both MD5s are known, they show which of the two is gone. */
function isGone({ gone }: RecordedSince, { expected: { key, md5 } }: FoundProblem): boolean {
  return (gone.get(key) ?? []).some((record) => record.md5 === undefined || md5 === undefined || record.md5 === md5);
}

async function concludeProblem(
  run: VerifyRun,
  problem: FoundProblem,
  recorded: RecordedSince,
): Promise<ReportedProblem> {
  if (problem.storedKey !== undefined) return reportedProblem(problem, 'mended', problem.storedKey);
  if (!run.started.mend) return reportedProblem(problem, 'not-tried');
  const storedKey = await goodCopy(run.cloud, problem, run.folder);
  if (storedKey !== undefined) return reportedProblem(problem, 'mended', storedKey);
  return reportedProblem(problem, isGone(recorded, problem) ? 'gone-at-cloudinary' : 'pending');
}

/** Concludes each problem of a shard and writes the results; what an earlier attempt has written stays as it is. */
async function conclusionOf(run: VerifyRun, state: VerifyState): Promise<Conclusion> {
  const { shard } = state;
  const { key, write } = shardFileOf(run.folder, '_concluded', shard, 0);
  const before = await run.folder.store.head(key);
  if (before !== undefined) return parseLine(before.metadata['counts'] ?? '');

  const problems = (await readLines(run, '_problems', shard)).map(parseLine<FoundProblem>);
  const candidates = await readLines(run, '_unrecorded', shard);
  if (problems.length === 0 && candidates.length === 0) return { mended: 0, unrecorded: 0 };
  const recorded = await recordedSince(run, state);
  const concluded = await pMap(problems, (problem) => concludeProblem(run, problem, recorded), {
    concurrency: HEADS_AT_ONCE,
  });
  const conclusion = {
    mended: concluded.filter(({ mending }) => mending === 'mended').length,
    unrecorded: candidates.filter((candidate) => !recorded.stored.has(candidate)).length,
  };
  const lines = concluded.map((problem) => JSON.stringify(problem));
  await write(await gzipLines(lines), { counts: JSON.stringify(conclusion) });
  return conclusion;
}

/** Concludes a shard: the outcome of each problem, and which objects are still unrecorded. */
export async function concludeShard(run: VerifyRun, state: VerifyState): Promise<VerifyResult> {
  const { counts, shard } = state;
  if (shard === 0 && problemsIn(counts) === 0 && counts.unrecorded === 0) return { next: 'next-phase', state };
  const { mended, unrecorded } = await conclusionOf(run, state);
  // The counts of the check were provisional, so the first shard starts from 0.
  const before = shard === 0 ? { mended: 0, unrecorded: 0 } : counts;
  const sum = { ...counts, mended: before.mended + mended, unrecorded: before.unrecorded + unrecorded };
  return { next: 'next-shard', state: { ...state, counts: sum } };
}
