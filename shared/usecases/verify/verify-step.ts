import { PipelineError } from '../../domain/errors.ts';
import type { RunUse } from '../../domain/runs/run-cost.ts';
import { parseReadDataSubset, type ReadDataSubset } from '../../domain/verify/read-data-subset.ts';
import type { StepEvent, StepResult } from '../runs/step.ts';
import { beginVerify, readStarted, runFolderOf } from './begin-verify.ts';
import { checkShards } from './check-shards.ts';
import { collectExpected, collectFound, collectLater } from './collect-lines.ts';
import { concludeShards } from './conclude-shards.ts';
import { countRequests } from './count-requests.ts';
import { drainJobs, sendJobs } from './mend-problems.ts';
import { settle } from './settle.ts';
import type { VerifyDependencies, VerifyInput, VerifyOutcome, VerifyPhaseWork, VerifyRun } from './verify-run.ts';
import { NOTHING_COUNTED, type VerifyPhase, type VerifyState } from './verify-state.ts';
import { writeReport } from './write-report.ts';

export type { VerifyDependencies, VerifyInput, VerifyOutcome } from './verify-run.ts';
export type { VerifyState } from './verify-state.ts';

/** The memory of the function is about this; what a run costs is an estimate. In GB. */
const FUNCTION_GB = 1;
/** State transitions of a step, in and out of its task. */
const TRANSITIONS_PER_STEP = 2;

const PHASES: Readonly<Record<VerifyPhase, VerifyPhaseWork>> = {
  expected: collectExpected,
  found: collectFound,
  check: checkShards,
  send: sendJobs,
  drain: drainJobs,
  settle,
  later: collectLater,
  conclude: concludeShards,
  report: writeReport,
};

const FIRST_STATE: VerifyState = {
  v: 1,
  phase: 'expected',
  shard: 0,
  counts: NOTHING_COUNTED,
  use: { puts: 0, gets: 0, messages: 0, gbSeconds: 0, transitions: 0 },
  steps: { expected: 0, found: 0, later: 0 },
};

function subsetOf(readData: string | undefined): ReadDataSubset | undefined {
  if (readData === undefined) return undefined;
  const subset = parseReadDataSubset(readData);
  if (subset !== undefined) return subset;
  const what = 'n/t, a percentage like 5%, or bytes like 10GB';
  throw new PipelineError('invalid-configuration', `readData is ${JSON.stringify(readData)}: it must be ${what}.`);
}

/**
 * One step of a verify run: works through the phases until the run is done, has to wait, or its step is late. Whatever
 * it does may be done again by another attempt at the same step.
 *
 * @throws PipelineError `invalid-configuration` where it cannot make out what to read; the store's and the queues'
 * failures, after which the step is to be tried again
 */
export async function verifyStep(
  { execution, input, state: before, retries }: StepEvent<VerifyInput, VerifyState>,
  outside: VerifyDependencies,
): Promise<StepResult<VerifyState, VerifyOutcome>> {
  const { now, isLate } = outside;
  const subset = subsetOf(input.readData);
  const begunAt = now().getTime();
  const { used, ...counted } = countRequests(outside);
  const dependencies = { ...outside, ...counted };
  const folder = runFolderOf(input.cloud, execution.startedAt, dependencies);
  if (before === undefined) {
    const beginning = await beginVerify(execution, input, dependencies);
    if (!beginning.begun) {
      return { next: 'done', outcome: { ended: 'yielded', to: beginning.to, execution: beginning.execution } };
    }
  }
  const run: VerifyRun = {
    cloud: input.cloud,
    folder,
    dependencies,
    subset,
    started: await readStarted(folder),
    retried: retries > 0,
    readingFrom: before?.phase === 'check' ? before.spool?.position : undefined,
  };
  let state = before ?? FIRST_STATE;
  const useBefore = state.use;
  const useSoFar = (): RunUse => ({
    puts: useBefore.puts + used().puts,
    gets: useBefore.gets + used().gets,
    messages: useBefore.messages + used().messages,
    gbSeconds: useBefore.gbSeconds + (FUNCTION_GB * (now().getTime() - begunAt)) / 1000,
    transitions: useBefore.transitions + TRANSITIONS_PER_STEP,
  });
  for (;;) {
    const result = await PHASES[state.phase](run, { ...state, use: useSoFar() });
    if (result.next === 'done') return result;
    state = { ...result.state, use: useSoFar() };
    if (result.next === 'wait') return { ...result, state };
    if (isLate()) return { next: 'continue', state };
  }
}
