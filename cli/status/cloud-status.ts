import { findRun } from '../../shared/usecases/progress/find-run.ts';
import { runningExecution } from '../../shared/usecases/progress/running-execution.ts';
import {
  type InventoryRun,
  type NewestRuns,
  newestRuns,
  runsOf,
  type VerifyRun,
} from '../../shared/usecases/progress/runs-of.ts';
import { RUN_KINDS, type RunKindName } from '../../shared/usecases/runs/run-kinds.ts';
import { inventoryGauge } from '../backup/backup-work.ts';
import type { StackRuns } from '../runs/stack-runs.ts';
import { verifyGauge } from '../verify/verify-work.ts';

/** A run that is going on. */
export interface RunningRun {
  readonly kind: RunKindName;
  readonly execution: string;
  readonly line: string;
  readonly document: Readonly<Record<string, unknown>>;
}

/** How things are with a cloud. */
export interface CloudStatus {
  readonly cloud: string;
  readonly running: readonly RunningRun[];
  readonly inventories: NewestRuns<InventoryRun>;
  readonly verifies: NewestRuns<VerifyRun>;
}

/** The state machines of the stack. */
export type Machines = Readonly<Record<RunKindName, string>>;

async function runningOf(
  kind: RunKindName,
  cloud: string,
  machineArn: string,
  runs: StackRuns,
  signal: AbortSignal,
): Promise<readonly RunningRun[]> {
  const found = await runningExecution(runs.executions, machineArn, cloud);
  if (found === undefined) return [];
  const { arn: execution, startedAt } = found;
  const name = await findRun(runs.reader, { kind, cloud, execution, startedAt }, signal);
  const gauge = kind === 'inventory' ? inventoryGauge(cloud, runs, signal) : verifyGauge(cloud, runs, signal);
  return [{ kind, execution, ...(await gauge(name, new Date())) }];
}

/** Looks how things are with a cloud: what goes on, and the last runs of each kind. */
export async function cloudStatus(
  cloud: string,
  { machines, last }: { readonly machines: Machines; readonly last: number },
  runs: StackRuns,
  signal: AbortSignal,
): Promise<CloudStatus> {
  const history = { reader: runs.reader, executions: runs.executions, signal };
  const [backup, verify, inventories, verifies] = await Promise.all([
    runningOf('inventory', cloud, machines.inventory, runs, signal),
    runningOf('verify', cloud, machines.verify, runs, signal),
    newestRuns(runsOf(RUN_KINDS.inventory, cloud, history), last),
    newestRuns(runsOf(RUN_KINDS.verify, cloud, history), last),
  ]);
  return { cloud, running: [...backup, ...verify], inventories, verifies };
}
