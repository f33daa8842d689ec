import { inventoryFolder } from '#shared/domain/bucket/bucket-layout.ts';
import { type Manifest, manifestSchema } from '#shared/domain/inventory/inventory-documents.ts';
import { runsIn } from '../runs/begin-run.ts';
import type { RunDependencies } from '../runs/run-dependencies.ts';
import { readRunDocument } from '../runs/run-file.ts';

type Needs = Pick<RunDependencies, 'store' | 'signal' | 'note'>;

/** What an inventory run has written last; `undefined` where it has not finished, or nobody can read it. */
export async function inventoryManifest(
  cloud: string,
  startedAt: string,
  { store, signal, note }: Needs,
): Promise<Manifest | undefined> {
  const run = { folder: inventoryFolder(cloud), startedAt, store, signal };
  const document = await readRunDocument(run, 'manifest.json');
  if (document === undefined) return undefined;
  const manifest = manifestSchema.safeParse(document);
  if (!manifest.success) note('unreadable manifest of an inventory', { startedAt });
  return manifest.data;
}

/** The newest inventory run of a cloud that has finished. */
export async function newestInventory(cloud: string, needs: Needs): Promise<Manifest | undefined> {
  const { store, signal } = needs;
  for (const startedAt of await runsIn({ folder: inventoryFolder(cloud), store, signal }, new Date(0))) {
    const manifest = await inventoryManifest(cloud, startedAt, needs);
    if (manifest !== undefined) return manifest;
  }
  return undefined;
}
