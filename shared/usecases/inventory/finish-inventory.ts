import { completenessFolder } from '../../domain/bucket/bucket-layout.ts';
import { PipelineError } from '../../domain/errors.ts';
import { addCompleteness, type CompletenessSum, NO_COMPLETENESS } from '../../domain/inventory/completeness.ts';
import { completenessText } from '../../domain/inventory/completeness-text.ts';
import {
  type CompletenessReport,
  completenessReportSchema,
  type Manifest,
} from '../../domain/inventory/inventory-documents.ts';
import { runCost } from '../../domain/runs/run-cost.ts';
import type { ShardFile } from '../../domain/runs/shard-files.ts';
import { readRunDocument, writeRunDocument, writeRunText } from '../runs/run-file.ts';
import type { InventoryChecks, InventoryRun } from './inventory-run.ts';
import { type InventoryState, tallyOf } from './inventory-state.ts';
import { readSettled } from './settled-file.ts';

interface Settled extends CompletenessSum {
  readonly parts: readonly ShardFile[];
  readonly lost: number;
}

async function settledShards(run: InventoryRun, { shards }: InventoryState): Promise<Settled> {
  let all: Settled = { ...NO_COMPLETENESS, parts: [], lost: 0 };
  for (let shard = 0; shard < shards; shard += 1) {
    const settled = await readSettled(run.folder, shard);
    if (settled === undefined) throw new PipelineError('storage-failed', `Shard ${shard} is not settled.`);
    const parts = [...all.parts, ...settled.parts];
    all = { ...addCompleteness(all, settled), parts, lost: all.lost + settled.lost };
  }
  return all;
}

/** By what share a library has become smaller. */
function shrinkageOf(before: number | undefined, now: number): number {
  return before === undefined || before === 0 ? 0 : Math.max(0, (before - now) / before);
}

function costOf(state: InventoryState, parts: number): number {
  const { shards, listing, journal, steps, workedSeconds } = state;
  const { queued, heads } = tallyOf(state);
  return runCost({
    // A queued revision is a PUT, and a tenth of a journal object.
    puts: (listing.step + journal.step) * shards + parts + 2 * shards + 1.1 * queued,
    gets: 2 * (listing.step + journal.step) * shards + heads + queued,
    // Sent, received and deleted in batches of ten.
    messages: 0.3 * queued,
    gbSeconds: workedSeconds,
    transitions: 3 * steps,
  });
}

/** Writes report and manifest, the last documents of a run. */
export async function finishInventory(
  run: InventoryRun,
  state: InventoryState,
  checks: InventoryChecks,
): Promise<CompletenessReport> {
  const { cloud, folder, input, on } = run;
  const { completeness, examples, bandwidth, parts, lost } = await settledShards(run, state);
  const previous = await run.previous(state);
  const finishedAt = on.now();
  const tally = { ...tallyOf(state), lost };
  const { bucketViolations, triggersRepaired } = checks;
  const report: CompletenessReport = {
    v: 1,
    kind: 'completeness',
    cloud,
    started_at: folder.startedAt,
    finished_at: finishedAt.toISOString(),
    reason: input.reason,
    initial: previous === undefined,
    completeness,
    tally,
    ...(previous !== undefined && { previous_assets: previous.completeness.assets }),
    shrinkage: shrinkageOf(previous?.completeness.assets, completeness.assets),
    bandwidth,
    duration_seconds: (finishedAt.getTime() - Date.parse(folder.startedAt)) / 1000,
    cost_usd: costOf(state, parts.length),
    housekeeping: {
      ...(bucketViolations !== undefined && { bucket_violations: bucketViolations }),
      ...(triggersRepaired !== undefined && { triggers_repaired: triggersRepaired }),
      uploads_aborted: state.uploadsAborted,
    },
    examples: [...examples],
  };
  const reports = { ...folder, folder: completenessFolder(cloud) };
  let told = report;
  if ((await writeRunDocument(reports, 'report.json', report)) === 'exists') {
    // By an attempt that broke off after it: what it says is what stands.
    const written = completenessReportSchema.safeParse(await readRunDocument(reports, 'report.json'));
    if (written.success) told = written.data;
  }
  await writeRunText(reports, 'report.txt', completenessText(told));
  const manifest: Manifest = {
    v: 1,
    cloud,
    started_at: folder.startedAt,
    listed_until: state.listedUntil ?? told.finished_at,
    finished_at: told.finished_at,
    shards: state.shards,
    parts: [...parts],
    tally: told.tally,
    completeness: told.completeness,
  };
  await writeRunDocument(folder, 'manifest.json', manifest);
  return told;
}
