import {
  addCompleteness,
  bandwidthOf,
  type CompletenessSum,
  completenessOf,
  NO_COMPLETENESS,
} from '#shared/domain/inventory/completeness.ts';
import { type InventoryRecord, recordOf } from '#shared/domain/inventory/inventory-record.ts';
import { judgeAsset } from '#shared/domain/inventory/judge-asset.ts';
import { settleRecord } from '#shared/domain/inventory/settle-record.ts';
import { toldState } from '#shared/domain/inventory/told-state.ts';
import { withTold } from '#shared/domain/inventory/with-told.ts';
import type { JournalEntry } from '#shared/domain/journal/journal-entry.ts';
import type { ShardFile } from '#shared/domain/runs/run-documents.ts';
import { gzipLines } from '../runs/gzip-lines.ts';
import { md5Of, type RunFolder, shardFileOf } from '../runs/run-file.ts';
import { type AssetOfShard, assetsOfShard } from './assets-of-shard.ts';
import type { InventoryResult, InventoryRun, InventoryState } from './inventory-state.ts';
import { COMPARED, SETTLED } from './shard-documents.ts';

/** Rows of one part: some 10 MB of text, which a query engine reads at once. */
const ROWS_PER_PART = 10_000;

/** How many revisions of an asset were lost since the previous run: each once, however often it is told. */
function lossesIn(events: readonly JournalEntry[], since = ''): number {
  return new Set(
    events
      .filter(
        (entry) =>
          entry.kind === 'revision' &&
          entry.outcome === 'lost' &&
          entry.origin !== 'verify' &&
          entry.recorded_at >= since,
      )
      .map(({ id }) => id),
  ).size;
}

/** The row of an asset that exists although no page listed it: as it is known otherwise. */
function rowOfUnlisted(cloud: string, { assetId, knowledge }: AssetOfShard, at: string): InventoryRecord | undefined {
  const told = toldState(assetId, knowledge, at);
  if (told?.revision === undefined || told.deleted_at !== undefined) return undefined;
  const { asset, revision, details } = told;
  return recordOf(cloud, { asset: { ...asset, asset_id: assetId }, revision, details, placeholder: false }, at);
}

/**
 * Parts of a shard as they fill up. What one holds is the same at every attempt, so that it may be there already; unless
 * the function was deployed anew between two attempts, with other rules. Then it goes beside, and the manifest names
 * which count.
 */
class PartWriter {
  readonly parts: ShardFile[] = [];
  #number = 0;
  readonly #folder: RunFolder;
  readonly #shard: number;
  #lines: string[] = [];

  constructor(folder: RunFolder, shard: number) {
    this.#folder = folder;
    this.#shard = shard;
  }

  async add(record: InventoryRecord): Promise<void> {
    this.#lines.push(JSON.stringify(record));
    if (this.#lines.length >= ROWS_PER_PART) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.#lines.length === 0) return;
    const body = await gzipLines(this.#lines);
    const part = { shard: this.#shard, rows: this.#lines.length, bytes: body.length, md5: md5Of(body) };
    while (!(await this.#isWritten(body, part))) this.#number += 1;
    this.parts.push({ ...part, number: this.#number });
    this.#number += 1;
    this.#lines = [];
  }

  /** Whether the part of the next number is there with this body, now or already. */
  async #isWritten(body: Uint8Array, { shard, rows, md5 }: Omit<ShardFile, 'number'>): Promise<boolean> {
    const { store, signal } = this.#folder;
    const { key, write } = shardFileOf(this.#folder, 'part', shard, this.#number);
    if ((await write(body, { rows: String(rows) })) === 'created') return true;
    const there = await store.read(key, signal);
    return there !== undefined && md5Of(there.body) === md5;
  }
}

/**
 * Writes the rows of a shard: what Cloudinary listed, and how each revision stands now that the queues are drained.
 * Everything that goes into it was read before, so that another attempt writes the same.
 */
export async function settleShard(run: InventoryRun, state: InventoryState): Promise<InventoryResult> {
  const { shard } = state;
  const { cloud, on, folder } = run;
  if (run.retried && (await SETTLED.read(folder, shard)) !== undefined) return { next: 'next-shard', state };
  const unlisted = (await COMPARED.read(folder, shard))?.unlisted ?? [];
  const unlistedAt = new Map(unlisted.map(({ asset_id, at }) => [asset_id, at]));
  const writer = new PartWriter(folder, shard);
  let sum: CompletenessSum = NO_COMPLETENESS;
  let lost = 0;
  for await (const asset of assetsOfShard(run, state)) {
    const { assetId, knowledge } = asset;
    lost += lossesIn(knowledge.events, state.previous);
    const at = unlistedAt.get(assetId);
    const listed = asset.record ?? (at === undefined ? undefined : rowOfUnlisted(cloud, asset, at));
    if (listed === undefined) continue;
    const judgement = judgeAsset(listed, knowledge, on.rules, run.input.retry === true);
    const row = settleRecord(listed, judgement, knowledge.events);
    sum = addCompleteness(sum, completenessOf(row, bandwidthOf(row, knowledge.events)));
    await writer.add(withTold(row, toldState(assetId, knowledge, listed.listed_at), knowledge));
  }
  await writer.flush();
  const { completeness, examples, bandwidth } = sum;
  await SETTLED.write(folder, shard, { parts: writer.parts, completeness, examples: [...examples], bandwidth, lost });
  return { next: 'next-shard', state };
}
