import * as z from 'zod/mini';
import type { Quota } from '#shared/domain/cloudinary/quota.ts';
import { type RunTally, tallySchema } from '#shared/domain/inventory/inventory-documents.ts';
import type { BucketReader } from '../bucket-reader.ts';
import { RUN_DOCUMENTS } from '../runs/run-documents.ts';
import { parseDocument } from './read-document.ts';
import { type NamedRun, runTraces } from './run-traces.ts';

/**
 * What an inventory run is at: asking Cloudinary for its listings, comparing them with the bucket, having the worker
 * copy what was missing, writing the rows and the report.
 */
export type InventoryPhase = 'starting' | 'listing' | 'comparing' | 'copying' | 'reporting' | 'finished';

/** How far an inventory run is, as its files tell. */
export interface InventoryProgress {
  readonly phase: InventoryPhase;
  /** Assets that Cloudinary said there are when the run began. */
  readonly assets: number | undefined;
  readonly tally: RunTally | undefined;
  /** The quota of the Admin API, when the run last wrote it down. */
  readonly quota: Quota | undefined;
  /** Of the shards, how many are done with what the phase does; absent outside of comparing and reporting. */
  readonly shards: { readonly done: number; readonly of: number } | undefined;
}

const FILES = {
  spools: ['_listed', '_journal'],
  document: '_compared',
  counted: z.object({ tally: tallySchema }),
} as const;
const quotaSchema = z.object({ limit: z.number(), remaining: z.number(), resetsAt: z.string() });

function quotaOf(text: string | undefined): Quota | undefined {
  const quota = parseDocument(quotaSchema, text);
  const resetsAt = new Date(quota?.resetsAt ?? Number.NaN);
  return quota === undefined || Number.isNaN(resetsAt.getTime()) ? undefined : { ...quota, resetsAt };
}

/** How far a run is, from what it has left in its folder. */
export async function inventoryProgress(
  reader: BucketReader,
  run: NamedRun,
  signal: AbortSignal,
): Promise<InventoryProgress> {
  const traces = await runTraces(reader, RUN_DOCUMENTS.inventory, run, FILES, signal);
  const { started, done } = traces;
  const metadata = await traces.metadataOf(traces.firstSteps);
  const common = {
    assets: started?.usage?.assets,
    tally: traces.counted?.tally ?? parseDocument(tallySchema, metadata['tally']),
    quota: quotaOf(metadata['quota']),
  };
  const at = (phase: InventoryPhase, shards?: InventoryProgress['shards']): InventoryProgress => ({
    phase,
    ...common,
    shards,
  });

  if (traces.isFinished) return at('finished');
  if (started === undefined) return at('starting');
  const of = started.shards;
  if (done === 0 && traces.secondSteps.length === 0) return at('listing');
  if (done < of) return at('comparing', { done, of });
  const settled = await traces.shardsWith('part');
  return settled === 0 ? at('copying') : at('reporting', { done: settled, of });
}
