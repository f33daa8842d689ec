import { expect } from 'vitest';
import { type AssetIdentity, identityText } from '#shared/domain/asset/asset.ts';
import type { AssetDetails, CurrentAsset, Revision } from '#shared/domain/asset/revision.ts';
import { alternativeRevisionKey, revisionKey } from '#shared/domain/bucket/bucket-layout.ts';
import type { PipelineError } from '#shared/domain/errors.ts';
import { type LibraryState, livingAssets } from '#shared/domain/journal/library-state.ts';
import type { InventoryDependencies, InventoryInput } from '#shared/usecases/inventory/inventory-state.ts';
import { someBytes } from '#test/doubles/byte-sources.ts';
import type { InventoryLab, LabRun } from '#test/doubles/inventory-lab.ts';
import { listedAsset } from '#test/doubles/memory-listing.ts';

/** Uploads `count` assets of 50 bytes, each with a tag, and with context and metadata that no notification reports. */
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

/** Uploads `count` assets and backs them up an hour ago; returns when that run started. */
export async function backedUp(lab: InventoryLab, count: number): Promise<string> {
  stock(lab, count);
  const { startedAt } = await lab.run();
  lab.pass(3600);
  return startedAt;
}

/**
 * Expects every asset in the bucket, and recorded as listed: in the rows of a run, if it is given, or in the journal.
 */
export async function expectTruth(lab: InventoryLab, startedAt?: string): Promise<void> {
  expect(missingInBucket(lab)).toEqual([]);
  expect(asFolded(await lab.folded(startedAt))).toEqual(inOrder(lab.library.held.map(listedAsset)));
}

/** Makes an inventory run whose report must match. */
export async function runs(lab: InventoryLab, report: object, input?: Partial<InventoryInput>): Promise<LabRun> {
  const run = await lab.run(input);
  expect(run.report).toMatchObject(report);
  return run;
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
  readonly asset: AssetIdentity;
  readonly revision?: Revision | undefined;
  readonly details: AssetDetails;
}

function inOrder(views: readonly View[]): readonly View[] {
  return views
    .map(({ asset, revision: { version, bytes, etag } = {} as Partial<Revision>, details }) => ({
      asset,
      revision: { version, bytes, etag } as Revision,
      details: { ...details, tags: [...(details.tags ?? [])].sort() },
    }))
    .sort((a, b) => (identityText(a.asset) < identityText(b.asset) ? -1 : 1));
}

/** The existing assets of a fold, without where their bytes are. */
export function asFolded(state: LibraryState): readonly View[] {
  return inOrder(livingAssets(state));
}

/** The keys of all revisions in the bucket. */
export function revisionsIn({ store }: InventoryLab): readonly string[] {
  return [...store.objects.keys()].filter((key) => key.startsWith('pipeline/res/'));
}

/** The tally of a run that found nothing to do. */
export const NOTHING_TO_DO = { queued: 0, heads: 0, unreported: 0, filled: 0 };

/** Makes the listing return other assets than those on a page. */
export function alterPages(
  lab: InventoryLab,
  alter: (assets: readonly CurrentAsset[]) => readonly CurrentAsset[],
): void {
  const page = lab.listing.page.bind(lab.listing);
  lab.listing.page = async (...args) => {
    const listed = await page(...args);
    return { ...listed, assets: alter(listed.assets) };
  };
}

/** The calls to the listing so far: `page`, `existing` or `usage`. */
export function callsOf({ listing }: InventoryLab, name: 'page' | 'existing'): readonly string[] {
  return listing.calls.filter((call) => call.startsWith(name));
}

/** Makes a number of calls to the listing fail. */
export function failListing(
  lab: InventoryLab,
  name: 'page' | 'existing',
  failure: PipelineError,
  times = Number.POSITIVE_INFINITY,
): void {
  let left = times;
  lab.listing.before = (call) => (call.startsWith(name) && left-- > 0 ? failure : undefined);
}

/** A call at which a process ends: before it, or after it has had its effect. */
export interface KillPoint {
  readonly call: number;
  readonly when: 'before' | 'after';
}

/** Counts every call that a run makes, and ends the process at some of them; the next attempt continues. */
export function killing(
  lab: InventoryLab,
  points: readonly KillPoint[],
  overrides: Partial<InventoryDependencies> = {},
) {
  const left = points.toSorted((a, b) => a.call - b.call);
  /** The pages that were being processed when it was killed. */
  const hit: string[] = [];
  let calls = 0;
  let dead = false;
  const dies = (when: KillPoint['when']): Error | undefined => {
    const [next] = left;
    if (!dead && next !== undefined && next.call <= calls && next.when === when) {
      dead = true;
      left.shift();
      hit.push(...callsOf(lab, 'page').slice(-2));
    }
    return dead ? new Error('killed') : undefined;
  };
  const before = () => {
    if (!dead) calls += 1;
    return dies('before');
  };
  for (const target of [lab.store, lab.queues]) Object.assign(target, { before, after: () => dies('after') });
  lab.listing.before = before;
  lab.intervene = () => {
    dead = false;
    return overrides;
  };
  return { calls: () => calls, left, hit };
}

/** Numbers in [0, 1) that look random and depend only on the seed. */
export function randomNumbers(seed: number) {
  return () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed / 2_147_483_648;
  };
}
