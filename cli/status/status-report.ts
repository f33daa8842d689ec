import { countText } from '#shared/domain/text/figure-text.ts';
import { findRun } from '#shared/usecases/progress/find-run.ts';
import { runningExecution } from '#shared/usecases/progress/running-execution.ts';
import type { RunHistory } from '../runs/run-history.ts';
import { type RunKind, type RunPosition, runGauge } from '../runs/run-kinds.ts';
import type { QueueDepth, StackRuns } from '../runs/stack-runs.ts';

/** How things are with the runs of one kind of a cloud. */
interface KindStatus {
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
interface RunMachine {
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

/** Rows under their titles, in columns as wide as they must be. */
function tableLines(titles: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const all = [titles, ...rows];
  const widths = titles.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  return all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function cloudLines(status: CloudStatus): readonly string[] {
  const running = status.kinds.flatMap(({ kind, running }) =>
    running === undefined ? [] : [`  going on: ${kind.command} of ${running.line}`],
  );
  return [
    `${status.cloud}:${running.length === 0 ? ' nothing goes on' : ''}`,
    ...running,
    ...status.attention.map((sentence) => `  NOTE: ${sentence}`),
    ...status.kinds.flatMap(({ kind: { title }, history: { titles, rows } }) =>
      rows.length === 0
        ? [`  ${title}: none`]
        : [`  ${title}:`, ...tableLines(titles, rows).map((line) => `    ${line}`)],
    ),
    '',
  ];
}

/** How things are, for people. */
export function statusLines(clouds: readonly CloudStatus[], depths: readonly QueueDepth[]): readonly string[] {
  return [
    ...clouds.flatMap(cloudLines),
    'Messages on the queues, about:',
    ...tableLines(
      ['queue', 'waiting or in work', 'dead letters'],
      depths.map(({ lane, pending, deadLetters }) => [lane, countText(pending), countText(deadLetters)]),
    ).map((line) => `  ${line}`),
  ];
}

function cloudDocument({ cloud, kinds, attention }: CloudStatus) {
  return {
    cloud,
    ok: attention.length === 0,
    attention,
    running: kinds.flatMap(({ kind: { kind }, running }) =>
      running === undefined ? [] : [{ kind, execution: running.execution, ...running.document }],
    ),
    ...Object.fromEntries(kinds.map(({ kind, history }) => [kind.list, history.documents])),
  };
}

/** How things are, as `--json` prints it; docs/cli.md describes it. */
export function statusDocument(stack: string, statuses: readonly CloudStatus[], depths: readonly QueueDepth[]) {
  const clouds = statuses.map(cloudDocument);
  const queues = depths.map(({ lane, pending, deadLetters }) => [lane, { pending, dead_letters: deadLetters }]);
  return {
    command: 'status',
    stack,
    ok: clouds.every(({ ok }) => ok),
    clouds,
    queues: Object.fromEntries(queues),
  };
}
