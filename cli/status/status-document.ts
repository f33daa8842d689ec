import type { StackQueues } from '../runs/stack-runs.ts';
import type { CloudStatus } from './cloud-status.ts';

function cloudDocument({ cloud, kinds, concerns }: CloudStatus) {
  return {
    cloud,
    ok: concerns.length === 0,
    attention: concerns,
    running: kinds.flatMap(({ view: { kind }, running }) =>
      running === undefined ? [] : [{ kind, execution: running.execution, ...running.document }],
    ),
    ...Object.fromEntries(kinds.map(({ view, history }) => [view.list, history.documents])),
  };
}

/** The JSON form; documented in docs/cli.md. */
export function statusDocument(stack: string, statuses: readonly CloudStatus[], { depths, setAside }: StackQueues) {
  const clouds = statuses.map(cloudDocument);
  const queues = depths.map(({ queue, pending, deadLetters }) => [queue, { pending, dead_letters: deadLetters }]);
  return {
    command: 'status',
    stack,
    ok: clouds.every(({ ok }) => ok),
    clouds,
    queues: Object.fromEntries(queues),
    set_aside: setAside,
  };
}
