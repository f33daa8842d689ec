import { findRun } from '../../shared/usecases/progress/find-run.ts';
import { runningExecution } from '../../shared/usecases/progress/running-execution.ts';
import type { RunHistory } from '../runs/run-history.ts';
import { type RunKind, type RunPosition, runGauge } from '../runs/run-kinds.ts';
import type { StackRuns } from '../runs/stack-runs.ts';

/** How things are with the runs of one kind of a cloud. */
export interface KindStatus {
  readonly kind: RunKind;
  /** The run in progress, where there is one. */
  readonly running: (RunPosition & { readonly execution: string }) | undefined;
  readonly history: RunHistory;
}

/** How things are with a cloud. */
export interface CloudStatus {
  readonly cloud: string;
  readonly kinds: readonly KindStatus[];
  /** What needs the operator, a sentence each; nothing where all is well. */
  readonly attention: readonly string[];
}

/** A kind of run, and the state machine that makes them in this stack. */
export interface RunMachine {
  readonly kind: RunKind;
  readonly machineArn: string;
}

async function runningOf(
  { kind, machineArn }: RunMachine,
  cloud: string,
  runs: StackRuns,
): Promise<KindStatus['running']> {
  const found = await runningExecution(runs.executions, machineArn, cloud);
  if (found === undefined) return undefined;
  const { arn: execution, startedAt } = found;
  const name = await findRun(runs.reader, { kind: kind.kind, cloud, execution, startedAt }, runs.signal);
  return { execution, ...(await runGauge(kind, cloud, runs)(name, new Date())) };
}

/** Looks how things are with a cloud: what is in progress, and the last runs of each kind. */
export async function cloudStatus(
  cloud: string,
  last: number,
  machines: readonly RunMachine[],
  runs: StackRuns,
  now: Date,
): Promise<CloudStatus> {
  const look = async (machine: RunMachine): Promise<KindStatus> => {
    const { kind } = machine;
    const looking = [runningOf(machine, cloud, runs), kind.history(cloud, last, runs, now)] as const;
    const [running, history] = await Promise.all(looking);
    return { kind, running, history };
  };
  const kinds = await Promise.all(machines.map(look));
  return { cloud, kinds, attention: kinds.flatMap(({ history }) => history.attention) };
}
