import { inventoryFolder } from '#shared/domain/bucket/bucket-layout.ts';
import { type Manifest, manifestSchema } from '#shared/domain/inventory/inventory-documents.ts';
import { runsIn } from '../runs/begin-run.ts';
import type { RunDependencies } from '../runs/run-dependencies.ts';
import { readRunDocument } from '../runs/run-file.ts';

type Needs = Pick<RunDependencies, 'store' | 'signal' | 'note'>;

/** The manifest of an inventory run; `undefined` if the run has not finished or the manifest is unreadable. */
export async function inventoryManifest(
  cloud: string,
  startedAt: string,
  { store, signal, note }: Needs,
): Promise<Manifest | undefined> {
  const run = { folder: inventoryFolder(cloud), startedAt, store, signal };
  const document = await readRunDocument(run, 'manifest.json');
  if (document === undefined) return undefined;
  const manifest = manifestSchema.safeParse(document);
  // The manifest of another run in this one's place would make an old inventory the newest.
  if (manifest.success && manifest.data.started_at === startedAt) return manifest.data;
  note('the manifest of an inventory run is unreadable, so the run counts as unfinished', { startedAt });
  return undefined;
}

/** The manifest of a cloud's newest finished inventory run. */
export async function newestInventory(cloud: string, needs: Needs): Promise<Manifest | undefined> {
  const { store, signal } = needs;
  for (const startedAt of await runsIn({ folder: inventoryFolder(cloud), store, signal }, new Date(0))) {
    const manifest = await inventoryManifest(cloud, startedAt, needs);
    if (manifest !== undefined) return manifest;
  }
  return undefined;
}
