import { findRun } from '#shared/usecases/progress/find-run.ts';
import { runningExecution } from '#shared/usecases/progress/running-execution.ts';
import { progressReader } from '../runs/progress-reader.ts';
import type { RunHistory } from '../runs/run-history.ts';
import type { RunProgress, RunView } from '../runs/run-view.ts';
import type { StackRuns } from '../runs/stack-runs.ts';

/** The state of the runs of one kind of a cloud. */
interface KindStatus {
  readonly view: RunView;
  /** The run in progress; absent if there is none. */
  readonly running: (RunProgress & { readonly execution: string }) | undefined;
  readonly history: RunHistory;
}

/** The state of a cloud. */
export interface CloudStatus {
  readonly cloud: string;
  readonly kinds: readonly KindStatus[];
  /** A sentence for each thing that needs the operator. */
  readonly concerns: readonly string[];
}

/** A kind of run, with its state machine in the stack. */
interface RunMachine {
  readonly view: RunView;
  readonly machineArn: string;
}

async function runningOf(
  { view, machineArn }: RunMachine,
  cloud: string,
  runs: StackRuns,
): Promise<KindStatus['running']> {
  const found = await runningExecution(runs.executions, machineArn, cloud);
  if (found === undefined) return undefined;
  const { arn: execution, startedAt } = found;
  const name = await findRun(runs.reader, { kind: view.kind, cloud, execution, startedAt }, runs.signal);
  return { execution, ...(await progressReader(view, cloud, runs)(name, new Date())) };
}

/** Reads the state of a cloud: the runs in progress, and the last runs of each kind. */
export async function cloudStatus(
  cloud: string,
  last: number,
  machines: readonly RunMachine[],
  runs: StackRuns,
  now: Date,
): Promise<CloudStatus> {
  const read = async (machine: RunMachine): Promise<KindStatus> => {
    const { view } = machine;
    const reading = [runningOf(machine, cloud, runs), view.history(cloud, last, runs, now)] as const;
    const [running, history] = await Promise.all(reading);
    return { view, running, history };
  };
  const kinds = await Promise.all(machines.map(read));
  return { cloud, kinds, concerns: kinds.flatMap(({ history }) => history.concerns) };
}
