import { completenessFolder, journalFolder, journalKeyBefore } from '../../domain/bucket/bucket-layout.ts';
import { type RunStarted, startedSchema } from '../../domain/inventory/inventory-documents.ts';
import { NO_TALLY } from '../../domain/inventory/run-tally.ts';
import { shardCountFor } from '../../domain/runs/shards.ts';
import { withoutUndefined } from '../../domain/text/without-undefined.ts';
import { type Beginning, beginRun } from '../runs/begin-run.ts';
import { readRunDocument } from '../runs/run-file.ts';
import { startOfSpool } from '../runs/spool-state.ts';
import type { RunExecution } from '../runs/step.ts';
import { newestIntactRun } from './intact-run.ts';
import type { InventoryRun } from './inventory-run.ts';
import type { InventoryState } from './inventory-state.ts';
import type { LibraryUsage } from './library-listing.ts';
import { START_OF_LISTINGS } from './listing-source.ts';

/** Room for what is uploaded while a run lists. */
const GROWTH = 1.1;
/** As many shards as a library of a size that nobody tells gets. */
const SHARDS_OF_UNKNOWN = 16;
/** Multipart uploads that were begun longer ago are nobody's any more, in milliseconds. */
const STALE_UPLOAD_MS = 24 * 3_600_000;

async function usageOf({ cloud, on }: InventoryRun): Promise<LibraryUsage | undefined> {
  try {
    return await on.listing.usage(on.signal);
  } catch (error) {
    on.signal.throwIfAborted();
    // It helps to size files and to show progress; the backup can do without.
    const reason = error instanceof Error ? error.message : 'unknown';
    on.note('Cloudinary does not tell how large the library is', { cloud, reason });
    return undefined;
  }
}

async function abortStaleUploads({ cloud, on }: InventoryRun): Promise<number> {
  try {
    return await on.abortStaleUploads(new Date(on.now().getTime() - STALE_UPLOAD_MS));
  } catch (error) {
    on.signal.throwIfAborted();
    const reason = error instanceof Error ? error.message : 'unknown';
    on.note('stale multipart uploads could not be aborted', { cloud, reason });
    return 0;
  }
}

/** What came of beginning: a state to go on with, or the older run that goes on instead. */
export type InventoryBeginning =
  | { readonly begun: true; readonly state: InventoryState }
  | (Beginning & { readonly begun: false });

/** Begins a run: tells of itself, yields to an older one that still goes on, and finds the finished run before it. */
export async function beginInventory(run: InventoryRun, execution: RunExecution): Promise<InventoryBeginning> {
  const { cloud, input, folder, on } = run;
  const usage = await usageOf(run);
  const wanted = usage === undefined ? SHARDS_OF_UNKNOWN : shardCountFor(usage.assets * GROWTH);
  const started: RunStarted = {
    v: 1,
    cloud,
    started_at: execution.startedAt,
    execution: execution.arn,
    reason: input.reason,
    shards: wanted,
    ...(usage !== undefined && { usage: withoutUndefined(usage) }),
  };
  const beginning = await beginRun({
    run: folder,
    execution,
    executions: on.executions,
    started,
    lastDocument: 'manifest.json',
  });
  if (!beginning.begun) return beginning;
  // An attempt that broke off may have told another number, and have written files by it.
  const told = startedSchema.safeParse(await readRunDocument(folder, 'started.json'));
  const shards = told.success ? told.data.shards : wanted;
  const previous = await newestIntactRun(run, beginning.previous);
  on.note('inventory begun', { cloud, run: execution.startedAt, previous, reports: completenessFolder(cloud) });
  const journal = previous === undefined ? journalFolder(cloud) : journalKeyBefore(cloud, previous);
  return {
    begun: true,
    state: {
      v: 1,
      phase: 'list',
      shards,
      ...(previous !== undefined && { previous }),
      ...(usage !== undefined && { usage }),
      uploadsAborted: await abortStaleUploads(run),
      listing: startOfSpool(START_OF_LISTINGS),
      journal: startOfSpool(journal),
      compare: { shard: 0, sent: false },
      settle: { shard: 0 },
      tally: { ...NO_TALLY, calls: 1 },
      failures: 0,
      steps: 0,
      workedSeconds: 0,
    },
  };
}
