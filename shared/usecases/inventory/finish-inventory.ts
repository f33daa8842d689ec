import * as z from 'zod/mini';
import { completenessFolder } from '#shared/domain/bucket/bucket-layout.ts';
import { PipelineError } from '#shared/domain/errors.ts';
import { addCompleteness, type CompletenessSum, NO_COMPLETENESS } from '#shared/domain/inventory/completeness.ts';
import { completenessText } from '#shared/domain/inventory/completeness-text.ts';
import {
  type CompletenessReport,
  completenessReportSchema,
  type Manifest,
} from '#shared/domain/inventory/inventory-documents.ts';
import type { ShardFile } from '#shared/domain/runs/document-fields.ts';
import { runCost } from '#shared/domain/runs/run-cost.ts';
import { withoutUndefined } from '#shared/domain/text/without-undefined.ts';
import { comparedFields, raiseMark } from '../runs/high-water.ts';
import { readRunDocument, writeRunDocument, writeRunText } from '../runs/run-file.ts';
import { readManifest } from './assets-of-shard.ts';
import { type InventoryResult, type InventoryRun, type InventoryState, tallyOf } from './inventory-state.ts';
import { CONCLUDED } from './shard-results.ts';

interface Concluded extends CompletenessSum {
  readonly parts: readonly ShardFile[];
  readonly lost: number;
}

async function concludedShards({ folder, started }: InventoryRun): Promise<Concluded> {
  let all: Concluded = { ...NO_COMPLETENESS, parts: [], lost: 0 };
  for (let shard = 0; shard < started.shards; shard += 1) {
    const concluded = await CONCLUDED.read(folder, shard);
    if (concluded === undefined) throw new PipelineError('storage-failed', `Shard ${shard} is not concluded.`);
    const parts = [...all.parts, ...concluded.parts];
    all = { ...addCompleteness(all, concluded), parts, lost: all.lost + concluded.lost };
  }
  return all;
}

function shrinkageOf(before: number | undefined, now: number): number {
  return before === undefined || before === 0 ? 0 : Math.max(0, (before - now) / before);
}

/**
 * The cost of the run and of the copies that it queued: for each copy a PUT, a tenth of a journal object, a GET and
 * three tenths of a request to SQS.
 */
function costOf({ use }: InventoryState, queued: number): number {
  const { puts, gets, messages } = use;
  return runCost({ ...use, puts: puts + 1.1 * queued, gets: gets + queued, messages: messages + 0.3 * queued });
}

/** What other functions found before the run; absent if they failed. */
const checksSchema = z.object({
  bucket: z.catch(z.optional(z.object({ violations: z.optional(z.int()) })), undefined),
  triggers: z.catch(z.optional(z.object({ repaired: z.optional(z.int()) })), undefined),
});

async function reportOf(
  { cloud, folder, input, on, checks }: InventoryRun,
  state: InventoryState,
  { completeness, examples, bandwidth, lost }: Concluded,
): Promise<CompletenessReport> {
  const previous =
    state.previous === undefined ? undefined : await readManifest({ ...folder, startedAt: state.previous });
  const finishedAt = on.now();
  const tally = { ...tallyOf(state), lost };
  const { bucket, triggers } = checksSchema.parse(checks);
  return {
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
    ...(state.highWater !== undefined && comparedFields(state.highWater)),
    duration_seconds: (finishedAt.getTime() - Date.parse(folder.startedAt)) / 1000,
    cost_usd: costOf(state, tally.queued),
    housekeeping: withoutUndefined({
      bucket_violations: bucket?.violations,
      triggers_repaired: triggers?.repaired,
      uploads_aborted: state.uploadsAborted,
    }),
    examples: [...examples],
  };
}

/** Writes report and manifest, the last documents of a run, and publishes the report. */
export async function finishInventory(run: InventoryRun, state: InventoryState): Promise<InventoryResult> {
  const { cloud, folder, started, on } = run;
  const concluded = await concludedShards(run);
  const reports = { ...folder, folder: completenessFolder(cloud) };
  let report = await reportOf(run, state, concluded);
  if ((await writeRunDocument(reports, 'report.json', report)) === 'exists') {
    // Written by an attempt that broke off afterwards: that report counts.
    const written = completenessReportSchema.safeParse(await readRunDocument(reports, 'report.json'));
    if (written.success) report = written.data;
  }
  await writeRunText(reports, 'report.txt', completenessText(report));
  const { finished_at, tally, completeness } = report;
  const manifest: Manifest = {
    v: 1,
    cloud,
    started_at: folder.startedAt,
    listed_until: state.listedUntil ?? finished_at,
    finished_at,
    shards: started.shards,
    parts: [...concluded.parts],
    tally,
    completeness,
    ...(report.fallen !== undefined && { fallen: report.fallen.length }),
  };
  await writeRunDocument(folder, 'manifest.json', manifest);
  if (state.highWater !== undefined) {
    await raiseMark('inventory', run, state.highWater, {
      fallen: report.fallen ?? [],
      inventory: { started_at: folder.startedAt, assets: completeness.assets },
    });
  }
  await on.publish(report);
  return { next: 'done', report };
}
