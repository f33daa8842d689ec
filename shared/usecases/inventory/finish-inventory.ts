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
import { runCost } from '#shared/domain/runs/run-cost.ts';
import type { ShardFile } from '#shared/domain/runs/run-documents.ts';
import { withoutUndefined } from '#shared/domain/text/without-undefined.ts';
import { readRunDocument, writeRunDocument, writeRunText } from '../runs/run-file.ts';
import { readManifest } from './assets-of-shard.ts';
import { type InventoryResult, type InventoryRun, type InventoryState, tallyOf } from './inventory-state.ts';
import { SETTLED } from './shard-documents.ts';

interface Settled extends CompletenessSum {
  readonly parts: readonly ShardFile[];
  readonly lost: number;
}

async function settledShards({ folder, started }: InventoryRun): Promise<Settled> {
  let all: Settled = { ...NO_COMPLETENESS, parts: [], lost: 0 };
  for (let shard = 0; shard < started.shards; shard += 1) {
    const settled = await SETTLED.read(folder, shard);
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

/**
 * What the run cost, and the copies that it queued: for each a PUT and a tenth of a journal object, a GET, three requests
 * of SQS.
 */
function costOf({ use }: InventoryState, queued: number): number {
  const { puts, gets, messages } = use;
  return runCost({ ...use, puts: puts + 1.1 * queued, gets: gets + queued, messages: messages + 0.3 * queued });
}

/** What other functions found before the run; absent where they failed. */
const checksSchema = z.object({
  bucket: z.catch(z.optional(z.object({ violations: z.optional(z.int()) })), undefined),
  triggers: z.catch(z.optional(z.object({ repaired: z.optional(z.int()) })), undefined),
});

async function reportOf(
  { cloud, folder, input, on, checks }: InventoryRun,
  state: InventoryState,
  { completeness, examples, bandwidth, lost }: Settled,
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
  const settled = await settledShards(run);
  const reports = { ...folder, folder: completenessFolder(cloud) };
  let report = await reportOf(run, state, settled);
  if ((await writeRunDocument(reports, 'report.json', report)) === 'exists') {
    // By an attempt that broke off after it: what it says is what stands.
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
    parts: [...settled.parts],
    tally,
    completeness,
  };
  await writeRunDocument(folder, 'manifest.json', manifest);
  await on.publish(report);
  return { next: 'done', report };
}
