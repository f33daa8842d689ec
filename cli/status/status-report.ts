import { countText } from '../../shared/domain/text/figure-text.ts';
import type { QueueDepth } from '../runs/stack-runs.ts';
import type { CloudStatus } from './cloud-status.ts';

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
