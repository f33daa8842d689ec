import * as z from 'zod/mini';
import { runKey } from '../../domain/bucket/bucket-layout.ts';
import type { Quota } from '../../domain/cloudinary/quota.ts';
import { type RunTally, tallySchema } from '../../domain/inventory/inventory-documents.ts';
import type { BucketReader } from '../bucket-reader.ts';
import { RUN_KINDS } from '../runs/run-kinds.ts';
import { allKeys } from './all-keys.ts';
import { parseDocument, readDocument } from './read-document.ts';
import { stepFiles } from './step-files.ts';

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

const comparedSchema = z.object({ tally: tallySchema });
const quotaSchema = z.object({ limit: z.number(), remaining: z.number(), resetsAt: z.string() });

function quotaOf(text: string | undefined): Quota | undefined {
  const quota = parseDocument(quotaSchema, text);
  const resetsAt = new Date(quota?.resetsAt ?? Number.NaN);
  return quota === undefined || Number.isNaN(resetsAt.getTime()) ? undefined : { ...quota, resetsAt };
}

/**
 * How far a run is. It reads what the run has left in its folder, so that it tells the same on AWS and on the local
 * cloud, and of a run that broke off, too.
 *
 * @param name of the run: the moment of its start
 */
export async function inventoryProgress(
  reader: BucketReader,
  { cloud, name }: { readonly cloud: string; readonly name: string },
  signal: AbortSignal,
): Promise<InventoryProgress> {
  const kind = RUN_KINDS.inventory;
  const key = (file: string): string => runKey(kind.folder(cloud), name, file);
  const keys = (files: string) => allKeys(reader, key(files), signal);

  const [started, last, listed, journal, compared] = await Promise.all([
    readDocument(reader, key('started.json'), kind.started, signal),
    reader.head(key(kind.lastDocument)),
    keys(stepFiles('_listed')),
    keys(stepFiles('_journal')),
    keys('_compared-'),
  ]);
  const lastListed = listed.at(-1);
  const lastCompared = compared.at(-1);
  const metadata = lastListed === undefined ? {} : ((await reader.head(lastListed))?.metadata ?? {});
  const comparison =
    lastCompared === undefined ? undefined : await readDocument(reader, lastCompared, comparedSchema, signal);
  const common = {
    assets: started?.usage?.assets,
    tally: comparison?.tally ?? parseDocument(tallySchema, metadata['tally']),
    quota: quotaOf(metadata['quota']),
  };

  if (last !== undefined) return { phase: 'finished', ...common, shards: undefined };
  if (started === undefined) return { phase: 'starting', ...common, shards: undefined };
  const of = started.shards;
  if (compared.length < of) {
    const phase = compared.length > 0 || journal.length > 0 ? 'comparing' : 'listing';
    return { phase, ...common, shards: phase === 'comparing' ? { done: compared.length, of } : undefined };
  }
  const parts = new Set((await keys('part-')).map((part) => part.slice(key('part-').length).split('-')[0]));
  if (parts.size === 0) return { phase: 'copying', ...common, shards: undefined };
  return { phase: 'reporting', ...common, shards: { done: parts.size, of } };
}
