import {
  addCompleteness,
  bandwidthOf,
  type CompletenessSum,
  completenessOf,
  NO_COMPLETENESS,
} from '#shared/domain/inventory/completeness.ts';
import { concludeRecord } from '#shared/domain/inventory/conclude-record.ts';
import { type InventoryRecord, recordOf } from '#shared/domain/inventory/inventory-record.ts';
import { judgeAsset } from '#shared/domain/inventory/judge-asset.ts';
import { recordedState } from '#shared/domain/inventory/recorded-state.ts';
import { withRecorded } from '#shared/domain/inventory/with-recorded.ts';
import type { JournalEntry } from '#shared/domain/journal/journal-entry.ts';
import type { ShardFile } from '#shared/domain/runs/document-fields.ts';
import { gzipLines } from '../runs/gzip-lines.ts';
import { md5Of, type RunFolder, shardFileOf } from '../runs/run-file.ts';
import { type AssetOfShard, assetsOfShard } from './assets-of-shard.ts';
import type { InventoryResult, InventoryRun, InventoryState } from './inventory-state.ts';
import { COMPARED, CONCLUDED } from './shard-results.ts';

/** Rows of one part: about 10 MB of text, which a query engine reads at once. */
const ROWS_PER_PART = 10_000;

/** How many revisions of an asset were lost since the previous run: each once, however often it is recorded. */
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

/** The row of an asset that exists although no page listed it: made of what is recorded. */
function rowOfUnlisted(cloud: string, { assetId, knowledge }: AssetOfShard, at: string): InventoryRecord | undefined {
  const recorded = recordedState(assetId, knowledge, at);
  if (recorded?.revision === undefined || recorded.deleted_at !== undefined) return undefined;
  const { asset, revision, details } = recorded;
  return recordOf(cloud, { asset: { ...asset, asset_id: assetId }, revision, details, placeholder: false }, at);
}

/**
 * Writes parts of a shard as they fill up. A part has the same content at every attempt, so it may exist already. If
 * the function was redeployed with other rules between two attempts, the content differs: then it goes to the next
 * number, and the manifest names the parts that count.
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

  /** Writes the part of the next number; false if that number has another body. */
  async #isWritten(body: Uint8Array, { shard, rows, md5 }: Omit<ShardFile, 'number'>): Promise<boolean> {
    const { store, signal } = this.#folder;
    const { key, write } = shardFileOf(this.#folder, 'part', shard, this.#number);
    if ((await write(body, { rows: String(rows) })) === 'created') return true;
    const there = await store.read(key, signal);
    return there !== undefined && md5Of(there.body) === md5;
  }
}

/**
 * Writes the rows of a shard: what Cloudinary listed, and the status of each revision now that the queues are drained.
 * It uses only what was read before, so another attempt writes the same.
 */
export async function concludeShard(run: InventoryRun, state: InventoryState): Promise<InventoryResult> {
  const { shard } = state;
  const { cloud, on, folder } = run;
  if (run.retried && (await CONCLUDED.read(folder, shard)) !== undefined) return { next: 'next-shard', state };
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
    const row = concludeRecord(listed, judgement, knowledge.events);
    sum = addCompleteness(sum, completenessOf(row, bandwidthOf(row, knowledge.events)));
    await writer.add(withRecorded(row, recordedState(assetId, knowledge, listed.listed_at), knowledge));
  }
  await writer.flush();
  const { completeness, examples, bandwidth } = sum;
  await CONCLUDED.write(folder, shard, { parts: writer.parts, completeness, examples: [...examples], bandwidth, lost });
  return { next: 'next-shard', state };
}
