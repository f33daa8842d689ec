import pMap from 'p-map';
import { type FoundProblem, type ReportedProblem, reportedProblem } from '#shared/domain/verify/found-problem.ts';
import type { LaterTold } from '#shared/domain/verify/later-told.ts';
import { gzipLines, parseLine } from '../runs/gzip-lines.ts';
import { readSpool } from '../runs/read-spool.ts';
import { shardFileOf } from '../runs/run-file.ts';
import { goodCopy } from './good-copy.ts';
import { problemsIn, readLines, type VerifyResult, type VerifyRun, type VerifyState } from './verify-state.ts';

const HEADS_AT_ONCE = 32;

/** What has become of the problems of a shard, in counts. */
interface Conclusion {
  readonly mended: number;
  readonly unrecorded: number;
}

/** What the journal has told since: keys that are stored, and those of revisions that Cloudinary no longer gives. */
interface Told {
  readonly stored: ReadonlySet<string>;
  readonly gone: ReadonlyMap<string, readonly LaterTold[]>;
}

async function toldOf({ folder }: VerifyRun, state: VerifyState): Promise<Told> {
  const stored = new Set<string>();
  const gone = new Map<string, readonly LaterTold[]>();
  for await (const lines of readSpool(folder, '_later', state)) {
    for (const told of lines.map(parseLine<LaterTold>)) {
      if (told.tells === 'stored') stored.add(told.key);
      else gone.set(told.key, [...(gone.get(told.key) ?? []), told]);
    }
  }
  return { stored, gone };
}

/** Two revisions of one second share a key: where both MD5s are known, they tell which one is gone. */
function isGone({ gone }: Told, { expected: { key, md5 } }: FoundProblem): boolean {
  return (gone.get(key) ?? []).some((told) => told.md5 === undefined || md5 === undefined || told.md5 === md5);
}

async function concludeProblem(run: VerifyRun, problem: FoundProblem, told: Told): Promise<ReportedProblem> {
  if (problem.under !== undefined) return reportedProblem(problem, 'mended', problem.under);
  if (!run.started.mend) return reportedProblem(problem, 'not-tried');
  const under = await goodCopy(run.cloud, problem, run.folder);
  if (under !== undefined) return reportedProblem(problem, 'mended', under);
  return reportedProblem(problem, isGone(told, problem) ? 'gone-at-cloudinary' : 'pending');
}

/** Finds out and writes down what has become of a shard; what an earlier attempt has written stays as it is. */
async function conclusionOf(run: VerifyRun, state: VerifyState): Promise<Conclusion> {
  const { shard } = state;
  const { key, write } = shardFileOf(run.folder, '_concluded', shard, 0);
  const before = await run.folder.store.head(key);
  if (before !== undefined) return parseLine(before.metadata['counts'] ?? '');

  const problems = (await readLines(run, '_problems', shard)).map(parseLine<FoundProblem>);
  const candidates = await readLines(run, '_unrecorded', shard);
  if (problems.length === 0 && candidates.length === 0) return { mended: 0, unrecorded: 0 };
  const told = await toldOf(run, state);
  const concluded = await pMap(problems, (problem) => concludeProblem(run, problem, told), {
    concurrency: HEADS_AT_ONCE,
  });
  const conclusion = {
    mended: concluded.filter(({ mending }) => mending === 'mended').length,
    unrecorded: candidates.filter((candidate) => !told.stored.has(candidate)).length,
  };
  const lines = concluded.map((problem) => JSON.stringify(problem));
  await write(await gzipLines(lines), { counts: JSON.stringify(conclusion) });
  return conclusion;
}

/** Finds out what has become of the problems of a shard, and which objects are still unrecorded. */
export async function concludeShard(run: VerifyRun, state: VerifyState): Promise<VerifyResult> {
  const { counts, shard } = state;
  if (shard === 0 && problemsIn(counts) === 0 && counts.unrecorded === 0) return { next: 'next-phase', state };
  const { mended, unrecorded } = await conclusionOf(run, state);
  // The counts of the check were of the moment: the first shard starts anew.
  const before = shard === 0 ? { mended: 0, unrecorded: 0 } : counts;
  const sum = { ...counts, mended: before.mended + mended, unrecorded: before.unrecorded + unrecorded };
  return { next: 'next-shard', state: { ...state, counts: sum } };
}
