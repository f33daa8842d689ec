import { expect } from 'vitest';
import { identityText } from '../../../shared/domain/asset/asset.ts';
import { alternativeRevisionKey, revisionKey } from '../../../shared/domain/bucket/bucket-layout.ts';
import { type LibraryState, livingAssets } from '../../../shared/domain/journal/library-state.ts';
import { someBytes } from '../../doubles/byte-sources.ts';
import type { InventoryLab } from '../../doubles/inventory-lab.ts';
import { listedAsset } from '../../doubles/memory-listing.ts';

/** Uploads `count` assets of 50 bytes, each with a tag, and with a context that no notification tells. */
export function uploadPhotos(lab: InventoryLab, count: number, from = 0): void {
  for (let index = from; index < from + count; index += 1) {
    const options = { tags: [`t${index}`], context: { n: String(index) }, metadata: { owner: `o${index % 7}` } };
    lab.library.upload(`photo/${index}`, someBytes(50, index + 1), options);
  }
}

/** Uploads `count` assets an hour ago. */
export function stock(lab: InventoryLab, count: number): void {
  uploadPhotos(lab, count);
  lab.pass(3600);
}

/** Uploads `count` assets and backs them up an hour ago; when that run started. */
export async function backedUp(lab: InventoryLab, count: number): Promise<string> {
  stock(lab, count);
  const { startedAt } = await lab.run();
  lab.pass(3600);
  return startedAt;
}

/** Expects every asset in the bucket, and recorded as listed: from the rows of a run, where it is given, or by the journal. */
export async function expectTruth(lab: InventoryLab, startedAt?: string): Promise<void> {
  expect(missingInBucket(lab)).toEqual([]);
  expect(asFolded(await lab.folded(startedAt))).toEqual(asListed(lab));
}

/** The keys of current revisions that are not in the bucket with exactly their bytes, under either of their keys. */
export function missingInBucket(lab: InventoryLab): readonly string[] {
  return lab.library.held.flatMap((asset) => {
    const { revision } = listedAsset(asset);
    const own = revisionKey('demo', asset, revision);
    const keys = [own, alternativeRevisionKey('demo', asset, revision, revision.etag ?? '')];
    const isThere = keys.some((key) => Buffer.from(lab.store.objects.get(key)?.body ?? []).equals(asset.body));
    return isThere ? [] : [own];
  });
}

interface View {
  readonly asset: { readonly resource_type: string; readonly type: string; readonly public_id: string };
  readonly revision: unknown;
  readonly details: { readonly tags?: readonly string[] };
}

function inOrder(views: readonly View[]): readonly View[] {
  return views
    .map((view) => ({ ...view, details: { ...view.details, tags: [...(view.details.tags ?? [])].sort() } }))
    .sort((a, b) => (identityText(a.asset) < identityText(b.asset) ? -1 : 1));
}

/** The living assets as a fold tells of them, less where their bytes are. */
export function asFolded(state: LibraryState): readonly View[] {
  return inOrder(
    livingAssets(state).map(({ asset, revision, details }) => ({
      asset,
      details,
      revision: { version: revision?.version, bytes: revision?.bytes, etag: revision?.etag },
    })),
  );
}

/** The assets as Cloudinary lists them. */
export function asListed(lab: InventoryLab): readonly View[] {
  return inOrder(
    lab.library.held.map(listedAsset).map(({ asset, revision, details }) => ({
      asset,
      details,
      revision: { version: revision.version, bytes: revision.bytes, etag: revision.etag },
    })),
  );
}

/** Numbers in [0, 1) that look random, and depend on the seed only. */
export function randomNumbers(seed: number) {
  return () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed / 2_147_483_648;
  };
}
