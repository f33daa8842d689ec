import { PipelineError } from '#shared/domain/errors.ts';
import { addCounts } from '#shared/domain/runs/counts.ts';
import { beginRun } from './begin-run.ts';
import { countRequests } from './count-requests.ts';
import { retryWait } from './retry-wait.ts';
import type { Phase, PhaseResult, Run, RunKind, RunState, RunTypes, StepEvent, StepResult } from './run.ts';
import { STATE_VERSION } from './run.ts';
import { readRunDocument } from './run-file.ts';

/**
 * After work that took longer than this, in milliseconds, the next gets a step of its own: there may not be enough time
 * left.
 */
const LONG_MS = 60_000;
/** About the memory of the functions, in GB: the cost of a run is an estimate. */
const FUNCTION_GB = 1;
/** State transitions of a step: into its task, the choice after it, and out of it. */
const TRANSITIONS_PER_STEP = 3;

/** A step of a run of some kind. */
export interface RunStep<Types extends RunTypes> {
  readonly kind: RunKind<Types>;
  readonly event: StepEvent<Types['input'], Types['state']>;
  readonly on: Types['on'];
}

/**
 * Takes one step of a run: works through its phases until the run is done, must wait, or the function is nearly out of
 * time. The run waits out temporary failures of any kind.
 *
 * @throws PipelineError `invalid-configuration` for a run that another version began; any failure that came too often
 * in a row or that waiting cannot help. The state machine then tries the step again
 */
export async function runStep<Types extends RunTypes>({
  kind,
  event,
  on: outside,
}: RunStep<Types>): Promise<StepResult<Types['state'], Types['report']>> {
  refuseOtherVersions(kind, event);
  const { execution, input, state: from, retries, checks = {} } = event;
  const { used, lastSentAt, ...counted } = countRequests(outside);
  const on: Types['on'] = { ...outside, ...counted };
  const begunAt = on.now().getTime();
  const folder = {
    folder: kind.folder(input.cloud),
    startedAt: execution.startedAt,
    store: on.store,
    writtenBy: on.writtenBy,
    signal: on.signal,
  };
  const retried = retries > 0 || (from !== undefined && from.failures > 0);
  const beginning = { cloud: input.cloud, input, folder, on, checks, retried, from };
  const begun =
    from === undefined
      ? await beginRun({
          run: folder,
          execution,
          executions: on.executions,
          lastDocument: kind.lastDocument,
          started: {
            v: 1,
            cloud: input.cloud,
            started_at: execution.startedAt,
            execution: execution.arn,
            reason: input.reason,
            ...(await kind.begin(beginning)),
          },
        })
      : undefined;
  if (begun?.begun === false) {
    return { next: 'done', outcome: { ended: 'yielded', to: begun.to, execution: begun.execution } };
  }
  const run = { ...beginning, started: await readStarted(kind, beginning) };
  const first = from ?? (await kind.first(run, begun?.previous));
  const quota = kind.quota?.(on);
  if (first.quota !== undefined) quota?.recall({ ...first.quota, resetsAt: new Date(first.quota.resetsAt) });
  // An attempt that broke off may have sent jobs just before.
  const sentBefore = retries > 0 ? on.now().toISOString() : first.lastSentAt;
  /** A state with the fields that this function maintains for every kind of run. */
  const kept = (state: Types['state']): Types['state'] => {
    const sentAt = lastSentAt() ?? sentBefore;
    const current = quota?.quota();
    return {
      ...state,
      use: addCounts(first.use, {
        ...used(),
        gbSeconds: (FUNCTION_GB * (on.now().getTime() - begunAt)) / 1000,
        transitions: TRANSITIONS_PER_STEP,
      }),
      ...(sentAt !== undefined && { lastSentAt: sentAt }),
      ...(current !== undefined && { quota: { ...current, resetsAt: current.resetsAt.toISOString() } }),
    };
  };
  for (let state = kept(first); ; ) {
    const before = on.now().getTime();
    const result = await runPhase(kind, run, state);
    if (result.next === 'done') return { next: 'done', outcome: { ended: 'finished', report: result.report } };
    state = kept(stateAfter(kind, run, result));
    if (result.next === 'retry') {
      const { failures, ...wait } = retryWait(result.failure, state, on.now());
      return { next: 'wait', ...wait, state: { ...state, failures } };
    }
    if (result.next === 'wait') return { next: 'wait', until: result.until, because: result.because, state };
    if (on.isLate() || on.now().getTime() - before > LONG_MS) return { next: 'continue', state };
  }
}

function refuseOtherVersions<Types extends RunTypes>(
  { phases }: RunKind<Types>,
  { execution, state }: StepEvent<unknown, RunState>,
): void {
  if (state === undefined || (state.v === STATE_VERSION && Object.hasOwn(phases, state.phase))) return;
  throw new PipelineError(
    'invalid-configuration',
    `The run ${execution.startedAt} was begun by another version of the stack: its state has version ${state.v} and is ` +
      `in phase ${state.phase}. This function reads version ${STATE_VERSION} and the phases ` +
      `${Object.keys(phases).join(', ')}. Start a new run: it does not copy again what this one has copied.`,
  );
}

async function readStarted<Types extends RunTypes>(
  kind: RunKind<Types>,
  { folder }: Pick<Run, 'folder'>,
): Promise<Types['started']> {
  const started = kind.started.safeParse(await readRunDocument(folder, 'started.json'));
  if (started.success) return started.data;
  throw new PipelineError('storage-failed', `started.json of the run ${folder.startedAt} is missing or unreadable.`);
}

async function runPhase<Types extends RunTypes>(
  { phases }: RunKind<Types>,
  run: Run<Types>,
  state: Types['state'],
): ReturnType<Phase<Types>> {
  try {
    return await phases[state.phase as keyof typeof phases](run, state);
  } catch (failure) {
    run.on.signal.throwIfAborted();
    return { next: 'retry', failure, state };
  }
}

/** Where a run is after a phase has returned. */
function stateAfter<Types extends RunTypes>(
  { phases }: RunKind<Types>,
  { started }: Run<Types>,
  { next, state }: Exclude<PhaseResult<Types['state']>, { next: 'done' }>,
): Types['state'] {
  if (next === 'wait' || next === 'retry') return state;
  const shard = state.shard + 1;
  if (next === 'continue') return { ...state, failures: 0 };
  if (next === 'next-shard' && shard < started.shards) return { ...state, failures: 0, shard };
  const names = Object.keys(phases);
  const phase = names[names.indexOf(state.phase) + 1];
  if (phase === undefined) throw new Error(`No phase follows ${state.phase}.`);
  return { ...state, failures: 0, shard: 0, phase, backlog: undefined };
}
