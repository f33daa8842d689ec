import { shardFile } from '#shared/domain/bucket/bucket-layout.ts';
import { type Manifest, manifestSchema } from '#shared/domain/inventory/inventory-documents.ts';
import { runsIn } from '../runs/begin-run.ts';
import type { FinishedRun } from '../runs/run.ts';
import { allObjects, keyInRun, type RunFolder, readRunDocument } from '../runs/run-file.ts';
import type { InventoryRun } from './inventory-state.ts';

/** How old a finished run may be to build on, in milliseconds: everything since then is read from the journal. */
const LOOK_BACK_MS = 400 * 86_400_000;

/** Whether all files exist that a manifest names. */
async function isIntact(run: RunFolder, { parts }: Manifest): Promise<boolean> {
  const there = await allObjects(run.store, keyInRun(run, 'part-'), run.signal);
  const lengths = new Map<string, number>(there.map(({ key, bytes }) => [key, bytes]));
  return parts.every(
    ({ shard, number, bytes }) => lengths.get(keyInRun(run, shardFile('part', shard, number))) === bytes,
  );
}

/**
 * When the newest finished run whose files are all there was started; `undefined` if there is none. Files of a run that
 * an operator has deleted must not stop all later runs: the run before it serves as well, with more of the journal to
 * read.
 *
 * @param newest the newest finished run, by its last document
 */
export async function newestIntactRun(
  { folder, cloud, on }: Pick<InventoryRun, 'folder' | 'cloud' | 'on'>,
  newest: FinishedRun | undefined,
): Promise<string | undefined> {
  if (newest === undefined) return undefined;
  const isUsable = async (startedAt: string, document: unknown): Promise<boolean> => {
    if (document === undefined) return false;
    const manifest = manifestSchema.safeParse(document);
    if (manifest.success && (await isIntact({ ...folder, startedAt }, manifest.data))) return true;
    on.note('files of an earlier inventory are missing; the run does not use it', { cloud, run: startedAt });
    return false;
  };
  if (await isUsable(newest.startedAt, newest.document)) return newest.startedAt;
  const runs = await runsIn(folder, new Date(Date.parse(newest.startedAt) - LOOK_BACK_MS));
  for (const startedAt of runs.filter((run) => run < newest.startedAt)) {
    if (await isUsable(startedAt, await readRunDocument({ ...folder, startedAt }, 'manifest.json'))) return startedAt;
  }
  return undefined;
}
