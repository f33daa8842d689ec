import { countText, durationText } from '../../shared/domain/text/figure-text.ts';
import { LANES } from '../../shared/usecases/lane.ts';
import type { InventoryRun, PastRun, VerifyRun } from '../../shared/usecases/progress/runs-of.ts';
import { tableLines } from '../console/table-lines.ts';
import { attentionOf } from './attention.ts';
import type { CloudStatus } from './cloud-status.ts';
import type { QueueDepths } from './queue-depths.ts';

const UNKNOWN = '-';

/** How long a run that has finished took, in seconds. */
export function tookSeconds(name: string, finishedAt: string): number {
  return (new Date(finishedAt).getTime() - new Date(name).getTime()) / 1_000;
}

function beginning(
  { name, status }: PastRun<unknown, unknown>,
  finishedAt: string | undefined,
): readonly [string, string, string] {
  return [name, finishedAt === undefined ? UNKNOWN : durationText(tookSeconds(name, finishedAt)), status];
}

function cells(counts: readonly (number | undefined)[]): readonly string[] {
  return counts.map((count) => (count === undefined ? UNKNOWN : countText(count)));
}

function inventoryRow(run: InventoryRun): readonly string[] {
  const { completeness, tally, finished_at } = run.result ?? {};
  const counts = [completeness?.assets, completeness?.protected, completeness?.unprotected];
  return [...beginning(run, finished_at), ...cells([...counts, tally?.queued, tally?.observed])];
}

function verifyRow(run: VerifyRun): readonly string[] {
  const { expected, missing, different, corrupt, mended, finished_at } = run.result ?? {};
  return [...beginning(run, finished_at), ...cells([expected, missing, different, corrupt, mended])];
}

const COMMON = ['started', 'took', 'ended'] as const;
const INVENTORY_TITLES = [...COMMON, 'assets', 'protected', 'unprotected', 'queued', 'untold changes'];
const VERIFY_TITLES = [...COMMON, 'expected', 'missing', 'different', 'corrupt', 'mended'];

function tableOf(title: string, titles: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  return rows.length === 0
    ? [`  ${title}: none`]
    : [`  ${title}:`, ...tableLines(titles, rows).map((line) => `    ${line}`)];
}

function cloudLines(status: CloudStatus, now: Date): readonly string[] {
  return [
    `${status.cloud}:${status.running.length === 0 ? ' nothing goes on' : ''}`,
    ...status.running.map(({ kind, line }) => `  going on: ${kind === 'inventory' ? 'backup' : 'verify'} of ${line}`),
    ...attentionOf(status, now).map((sentence) => `  NOTE: ${sentence}`),
    ...tableOf('Backups', INVENTORY_TITLES, status.inventories.runs.map(inventoryRow)),
    ...tableOf('Verify runs', VERIFY_TITLES, status.verifies.runs.map(verifyRow)),
    '',
  ];
}

/** How things are, for people. */
export function statusLines(clouds: readonly CloudStatus[], depths: QueueDepths, now: Date): readonly string[] {
  return [
    ...clouds.flatMap((cloud) => cloudLines(cloud, now)),
    'Messages on the queues, about:',
    ...tableLines(
      ['queue', 'waiting or in work', 'dead letters'],
      LANES.map((lane) => [lane, countText(depths[lane].pending), countText(depths[lane].deadLetters)]),
    ).map((line) => `  ${line}`),
  ];
}
