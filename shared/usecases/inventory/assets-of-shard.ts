import { shardFile } from '#shared/domain/bucket/bucket-layout.ts';
import { PipelineError } from '#shared/domain/errors.ts';
import { type Manifest, manifestSchema } from '#shared/domain/inventory/inventory-documents.ts';
import { type InventoryRecord, parseRecord } from '#shared/domain/inventory/inventory-record.ts';
import type { Knowledge } from '#shared/domain/inventory/recorded-state.ts';
import type { FolderMovedEntry, JournalEntry } from '#shared/domain/journal/journal-entry.ts';
import type { ShardFile } from '#shared/domain/runs/document-fields.ts';
import { shardOf, shardsOfOtherCount } from '#shared/domain/runs/shards.ts';
import { withoutOuterSlashes } from '#shared/domain/text/without-outer-slashes.ts';
import { gunzipLines, parseLine } from '../runs/gzip-lines.ts';
import { readSpool } from '../runs/read-spool.ts';
import { keyInRun, md5Of, type RunFolder, readRunDocument } from '../runs/run-file.ts';
import type { InventoryRun, InventoryState } from './inventory-state.ts';

/** An asset of a shard: as it was listed, if it was, and what else is known about it. */
export interface AssetOfShard {
  readonly assetId: string;
  readonly record: InventoryRecord | undefined;
  readonly knowledge: Knowledge;
}

type ShardState = Pick<InventoryState, 'previous' | 'shard' | 'spools'>;

/** The first match counts: other fields of that name come later in the line. */
const ASSET_ID = /"asset_id":"([^"\\]*)"/;

function assetIdIn(line: string): string {
  return ASSET_ID.exec(line)?.[1] ?? '';
}

/** Lines by asset, as text, which takes a fraction of the memory of objects. */
async function currentLines({ folder }: InventoryRun, state: ShardState): Promise<Map<string, string>> {
  const lines = new Map<string, string>();
  for await (const file of readSpool(folder, '_listed', state)) {
    // If an asset was listed twice, because a cursor was rejected, the second listing counts.
    for (const line of file) lines.set(assetIdIn(line), line);
  }
  return lines;
}

async function eventLines({ folder }: InventoryRun, state: ShardState) {
  const events = new Map<string, string[]>();
  const moves: FolderMovedEntry[] = [];
  for await (const file of readSpool(folder, '_journal', state)) {
    for (const line of file) {
      const entry = line.includes('"kind":"folder-moved"') ? parseLine<JournalEntry>(line) : undefined;
      if (entry?.kind === 'folder-moved') {
        moves.push(entry);
        continue;
      }
      const assetId = assetIdIn(line);
      const known = events.get(assetId);
      if (known === undefined) events.set(assetId, [line]);
      else known.push(line);
    }
  }
  return { events, folderMoves: new FolderMoves(moves) };
}

/** Every folder in which an asset is recorded or listed. */
function foldersIn(recorded: object): readonly string[] {
  return ['asset_folder', 'from_asset_folder', 'to_asset_folder'].flatMap((name) => {
    const folder: unknown = Reflect.get(recorded, name);
    return typeof folder === 'string' && folder !== '' ? [folder] : [];
  });
}

/** Moves of whole folders by the paths that they name, so that only a few are checked for each asset. */
class FolderMoves {
  readonly #byPath = new Map<string, Set<FolderMovedEntry>>();

  constructor(moves: readonly FolderMovedEntry[]) {
    for (const move of moves) {
      for (const path of [move.from_path, move.to_path].map(withoutOuterSlashes)) {
        this.#byPath.set(path, (this.#byPath.get(path) ?? new Set()).add(move));
      }
    }
  }

  /** Moves from or to a folder that contains one of the asset's folders. */
  of(recorded: readonly (object | undefined)[]): readonly FolderMovedEntry[] {
    if (this.#byPath.size === 0) return [];
    const folders = recorded.flatMap((one) => (one === undefined ? [] : foldersIn(one))).map(withoutOuterSlashes);
    const above = folders.flatMap((folder) => {
      const names = folder.split('/');
      return names.map((_, index) => names.slice(0, index + 1).join('/'));
    });
    return [...new Set(['', ...above].flatMap((path) => [...(this.#byPath.get(path) ?? [])]))];
  }
}

/**
 * The manifest of a finished run.
 *
 * @throws PipelineError `storage-failed` if it is missing or unreadable
 */
export async function readManifest(run: RunFolder): Promise<Manifest> {
  const document = manifestSchema.safeParse(await readRunDocument(run, 'manifest.json'));
  if (document.success) return document.data;
  throw new PipelineError('storage-failed', `The manifest of the run ${run.startedAt} is missing or unreadable.`);
}

/** The lines of a part of a finished inventory. */
async function readPart(run: RunFolder, part: ShardFile): Promise<readonly string[]> {
  const key = keyInRun(run, shardFile('part', part.shard, part.number));
  const object = await run.store.read(key, run.signal);
  if (object === undefined || md5Of(object.body) !== part.md5) {
    throw new PipelineError('storage-failed', `${key} is missing, or differs from what its manifest says.`);
  }
  return gunzipLines(object.body);
}

async function* previousLines(
  { folder, started: { shards } }: InventoryRun,
  { previous, shard }: ShardState,
): AsyncGenerator<string, void> {
  if (previous === undefined) return;
  const run = { ...folder, startedAt: previous };
  const manifest = await readManifest(run);
  const wanted = shardsOfOtherCount(shard, shards, manifest.shards);
  for (const part of manifest.parts.filter((file) => wanted.includes(file.shard))) {
    for (const line of await readPart(run, part)) {
      if (shardOf(assetIdIn(line), shards) === shard) yield line;
    }
  }
}

/**
 * Every asset of a shard that was listed, or that the previous run or the journal since then records, each once. It
 * holds the shard's listing and journal in memory, as text, and streams the previous run's rows.
 */
export async function* assetsOfShard(run: InventoryRun, state: ShardState): AsyncGenerator<AssetOfShard, void> {
  const { previous: since } = state;
  const current = await currentLines(run, state);
  const { events, folderMoves } = await eventLines(run, state);
  const take = (assetId: string, previous: InventoryRecord | undefined): AssetOfShard => {
    const line = current.get(assetId);
    const own = events.get(assetId) ?? [];
    current.delete(assetId);
    events.delete(assetId);
    const record = line === undefined ? undefined : parseRecord(line);
    const entries = own.map(parseLine<JournalEntry>);
    const moves = folderMoves.of([previous, record, ...entries]);
    return { assetId, record, knowledge: { previous, events: [...entries, ...moves], since } };
  };
  for await (const line of previousLines(run, state)) yield take(assetIdIn(line), parseRecord(line));
  for (const assetId of [...current.keys()]) yield take(assetId, undefined);
  for (const assetId of [...events.keys()]) yield take(assetId, undefined);
}
