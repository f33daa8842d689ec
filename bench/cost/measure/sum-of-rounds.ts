import type { FunctionRun, SituationRun } from '../measurements.ts';

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

function functionRun(runs: readonly FunctionRun[]): FunctionRun {
  return {
    invocations: total(runs.map(({ invocations }) => invocations)),
    cpuMsPerCall: Math.min(...runs.map(({ cpuMsPerCall }) => cpuMsPerCall)),
    localMs: Math.min(...runs.map(({ localMs }) => localMs)),
    logLines: total(runs.map(({ logLines }) => logLines)),
    logBytes: total(runs.map(({ logBytes }) => logBytes)),
  };
}

/** Rounds of one situation as one run: counts are added up, and of times the least counts. */
export function sumOfRounds(rounds: readonly SituationRun[]): SituationRun {
  const sum = (count: (round: SituationRun) => number): number => total(rounds.map(count));
  return {
    revisions: sum(({ revisions }) => revisions),
    webhook: functionRun(rounds.map(({ webhook }) => webhook)),
    worker: functionRun(rounds.map(({ worker }) => worker)),
    s3: {
      revisionPuts: sum(({ s3 }) => s3.revisionPuts),
      journalPuts: sum(({ s3 }) => s3.journalPuts),
      heads: sum(({ s3 }) => s3.heads),
      gets: sum(({ s3 }) => s3.gets),
      lists: sum(({ s3 }) => s3.lists),
    },
    sqsSends: sum(({ sqsSends }) => sqsSends),
    messageBytes: sum(({ messageBytes }) => messageBytes),
    journalBytes: sum(({ journalBytes }) => journalBytes),
  };
}
