import pMap from 'p-map';
import * as z from 'zod/mini';
import { addCounts, bytesOf } from '#shared/domain/runs/counts.ts';
import type { FoundProblem } from '#shared/domain/verify/found-problem.ts';
import { bytesAllowed, isInSubset } from '#shared/domain/verify/read-data-subset.ts';
import { parseLine } from '../runs/gzip-lines.ts';
import { readSpool } from '../runs/read-spool.ts';
import { shardDocument } from '../runs/shard-document.ts';
import { spoolShards } from '../runs/spool-shards.ts';
import { subsetOf } from './begin-verify.ts';
import { type ComparedShard, compareShard, type ObjectToRead } from './compare-shard.ts';
import { alternativeCopy } from './good-copy.ts';
import { objectsSource, START_OF_READING } from './objects-source.ts';
import {
  type VerifyCounts,
  type VerifyResult,
  type VerifyRun,
  type VerifyState,
  verifyCountsSchema,
  writeLines,
} from './verify-state.ts';

const HEADS_AT_ONCE = 32;
const PAGES_PER_STEP = 200;

/** The counts of all shards up to this one. */
const CHECKED = shardDocument('_checked', z.object({ tally: verifyCountsSchema }));

/** The chosen objects, up to the bytes that the run may read in all. */
function withinBudget({ input }: VerifyRun, { counts }: VerifyState, objects: readonly ObjectToRead[]) {
  const subset = subsetOf(input.readData);
  let left = (subset === undefined ? 0 : bytesAllowed(subset)) - counts.chosen_bytes;
  return objects.filter(({ expected: { bytes } }) => {
    const fits = bytes <= left;
    if (fits) left -= bytes;
    return fits;
  });
}

function chooserOf({ input, started }: VerifyRun, { counts }: VerifyState): (key: string) => boolean {
  const subset = subsetOf(input.readData);
  if (subset === undefined) return () => false;
  const draw = { seed: started.started_at, totalBytes: counts.found_bytes };
  return (key) => isInSubset(subset, key, draw);
}

/**
 * Finds existing good copies. A revision that is missing under its key, but present under its alternative one, counts
 * as stored: an operator has removed the damaged object.
 */
async function withGoodCopies(run: VerifyRun, problems: readonly FoundProblem[]): Promise<readonly FoundProblem[]> {
  const look = async (problem: FoundProblem): Promise<readonly FoundProblem[]> => {
    const storedKey = await alternativeCopy(run.cloud, problem, run.folder);
    if (storedKey === undefined) return [problem];
    return problem.problem === 'missing' ? [] : [{ ...problem, storedKey }];
  };
  return (await pMap(problems, look, { concurrency: HEADS_AT_ONCE })).flat();
}

function countOf(problems: readonly FoundProblem[], kind: FoundProblem['problem']): number {
  return problems.filter(({ problem }) => problem === kind).length;
}

function countsAfter(
  { counts, spools }: VerifyState,
  { expected, expectedBytes, unrecorded }: ComparedShard,
  problems: readonly FoundProblem[],
  chosen: readonly ObjectToRead[],
): VerifyCounts {
  return addCounts(counts, {
    ...spools._read?.counts,
    expected,
    expected_bytes: expectedBytes,
    chosen_bytes: bytesOf(chosen.map(({ expected }) => expected)),
    missing: countOf(problems, 'missing'),
    different: countOf(problems, 'different'),
    corrupt: countOf(problems, 'corrupt'),
    mended: problems.filter(({ storedKey }) => storedKey !== undefined).length,
    unrecorded: unrecorded.length,
  });
}

/** Reads the chosen objects of a shard, from where the previous step stopped. */
function readChosen(run: VerifyRun, state: VerifyState, objects: readonly ObjectToRead[]) {
  const { shard } = state;
  // The object at which this step begins has the time of the whole step.
  const wholeStepAt =
    run.from?.phase === 'check' && run.from.shard === shard ? run.from.spools._read?.position : undefined;
  const source = objectsSource({ ...run.on, objects, wholeStepAt });
  return spoolShards(run, state, {
    kind: '_read',
    source,
    start: START_OF_READING,
    pagesPerStep: PAGES_PER_STEP,
    shard,
  });
}

async function foundByReading(run: VerifyRun, state: VerifyState): Promise<readonly FoundProblem[]> {
  const problems: FoundProblem[] = [];
  for await (const lines of readSpool(run.folder, '_read', state)) problems.push(...lines.map(parseLine<FoundProblem>));
  return problems;
}

/** Compares what should be in a shard with what is there, and reads the chosen objects. */
export async function checkShard(run: VerifyRun, before: VerifyState): Promise<VerifyResult> {
  const { shard } = before;
  const next = (counts: VerifyCounts): VerifyResult => {
    const { _read, ...spools } = before.spools;
    return { next: 'next-shard', state: { ...before, counts, spools } };
  };
  // An attempt that broke off had finished the shard.
  const checked = run.retried ? await CHECKED.read(run.folder, shard) : undefined;
  if (checked !== undefined) return next(checked.tally);

  const compared = await compareShard(run, before, chooserOf(run, before));
  const chosen = withinBudget(run, before, compared.toRead);
  const reading = chosen.length === 0 ? undefined : await readChosen(run, before, chosen);
  if (reading !== undefined && reading.next !== 'next-phase') return reading;

  const state = reading?.state ?? before;
  const problems = await withGoodCopies(run, [...compared.problems, ...(await foundByReading(run, state))]);
  const counts = countsAfter(state, compared, problems, chosen);
  const lines = problems.map((problem) => JSON.stringify(problem));
  await writeLines(run, '_problems', shard, lines);
  await writeLines(run, '_unrecorded', shard, compared.unrecorded);
  await CHECKED.write(run.folder, shard, { tally: counts });
  return next(counts);
}
