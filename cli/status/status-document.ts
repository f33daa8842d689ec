import { LANES } from '../../shared/usecases/lane.ts';
import type { InventoryRun, VerifyRun } from '../../shared/usecases/progress/runs-of.ts';
import { attentionOf } from './attention.ts';
import type { CloudStatus } from './cloud-status.ts';
import type { QueueDepths } from './queue-depths.ts';
import { tookSeconds } from './status-lines.ts';

function commonOf({ kind, name, status, started, result }: InventoryRun | VerifyRun) {
  return {
    kind,
    started_at: name,
    status,
    reason: started?.reason ?? null,
    finished_at: result?.finished_at ?? null,
    took_seconds: result === undefined ? null : tookSeconds(name, result.finished_at),
  };
}

function inventoryDocument(run: InventoryRun) {
  return {
    ...commonOf(run),
    completeness: run.result?.completeness ?? null,
    tally: run.result?.tally ?? null,
  };
}

function verifyDocument(run: VerifyRun) {
  const { result } = run;
  return {
    ...commonOf(run),
    expected: result?.expected ?? null,
    missing: result?.missing ?? null,
    different: result?.different ?? null,
    corrupt: result?.corrupt ?? null,
    mended: result?.mended ?? null,
    read: result?.read ?? null,
  };
}

function cloudDocument(status: CloudStatus, now: Date) {
  const attention = attentionOf(status, now);
  return {
    cloud: status.cloud,
    ok: attention.length === 0,
    attention,
    running: status.running.map(({ kind, execution, document }) => ({ kind, execution, ...document })),
    inventories: status.inventories.runs.map(inventoryDocument),
    verifies: status.verifies.runs.map(verifyDocument),
  };
}

/** How things are, as `--json` prints it; docs/cli.md describes it. */
export function statusDocument(
  stack: string,
  clouds: readonly CloudStatus[],
  depths: QueueDepths,
  now: Date,
): { readonly ok: boolean } & Readonly<Record<string, unknown>> {
  const documents = clouds.map((cloud) => cloudDocument(cloud, now));
  const queues = LANES.map((lane) => [lane, { pending: depths[lane].pending, dead_letters: depths[lane].deadLetters }]);
  return {
    command: 'status',
    stack,
    ok: documents.every(({ ok }) => ok),
    clouds: documents,
    queues: Object.fromEntries(queues),
  };
}
