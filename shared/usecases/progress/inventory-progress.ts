import * as z from 'zod/mini';
import type { Quota } from '#shared/domain/cloudinary/quota.ts';
import { type RunTally, tallySchema } from '#shared/domain/inventory/inventory-documents.ts';
import type { BucketReader } from '../bucket-reader.ts';
import { RUN_DOCUMENTS } from '../runs/run-documents.ts';
import { parseDocument } from './read-document.ts';
import { type NamedRun, readRunFiles } from './run-files.ts';

/**
 * The phases of an inventory run: it lists the library at Cloudinary, compares it with the bucket, waits until the
 * worker has copied what was missing, then writes the rows and the report.
 */
export type InventoryPhase = 'starting' | 'listing' | 'comparing' | 'copying' | 'reporting' | 'finished';

/** The progress of an inventory run. */
export interface InventoryProgress {
  readonly phase: InventoryPhase;
  /** How many assets Cloudinary reported when the run began. */
  readonly assets: number | undefined;
  readonly tally: RunTally | undefined;
  /** The quota of the Admin API when the run last recorded it. */
  readonly quota: Quota | undefined;
  /** How many shards have completed the phase; absent except while comparing and reporting. */
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

/** Reads the progress of an inventory run from the files in its folder. */
export async function inventoryProgress(
  reader: BucketReader,
  run: NamedRun,
  signal: AbortSignal,
): Promise<InventoryProgress> {
  const files = await readRunFiles(reader, RUN_DOCUMENTS.inventory, run, FILES, signal);
  const { started, done } = files;
  const metadata = await files.metadataOf(files.firstSteps);
  const common = {
    assets: started?.usage?.assets,
    tally: files.counted?.tally ?? parseDocument(tallySchema, metadata['tally']),
    quota: quotaOf(metadata['quota']),
  };
  const at = (phase: InventoryPhase, shards?: InventoryProgress['shards']): InventoryProgress => ({
    phase,
    ...common,
    shards,
  });

  if (files.isFinished) return at('finished');
  if (started === undefined) return at('starting');
  const of = started.shards;
  if (done === 0 && files.secondSteps.length === 0) return at('listing');
  if (done < of) return at('comparing', { done, of });
  const reported = await files.shardsWith('part');
  return reported === 0 ? at('copying') : at('reporting', { done: reported, of });
}
