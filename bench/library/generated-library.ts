import { hash } from 'node:crypto';
import { revisionKey } from '../../shared/domain/bucket/bucket-layout.ts';
import { instantOfDate } from '../../shared/domain/text/instant.ts';

/** A library that is computed, not held: whatever it is asked for, any process gives the same. */
export interface LibraryPlan {
  readonly cloud: string;
  readonly assets: number;
  /** When the run begins that is measured, in milliseconds since 1970. */
  readonly now: number;
}

/** A revision of an asset: where it is, and what it holds. */
export interface GeneratedRevision {
  readonly version: number;
  readonly bytes: number;
  readonly etag: string;
  readonly key: string;
}

const DAY_MS = 86_400_000;
const YEAR_S = 365 * 86_400;
/** The time in which changes come: from an hour after the previous run until an hour before this one. In seconds. */
const CHANGES_S = 22 * 3600;
const DIGITS = 9;

/** 32 characters that differ from one index, and from one use, to the other. */
export function hexOf(use: string, index: number): string {
  return hash('md5', `${use} ${index}`);
}

export function previousStartOf({ now }: LibraryPlan): string {
  return new Date(now - DAY_MS).toISOString();
}

/** The first asset that came after the previous run: 1 % are new. */
export function firstNewOf({ assets }: LibraryPlan): number {
  return Math.ceil(assets * 0.99);
}
/** Assets that the previous run knows and that are gone: their indices follow those of the others. */
export function goneOf({ assets }: LibraryPlan): number {
  return Math.ceil(assets * 0.0007);
}

export function isNew(plan: LibraryPlan, index: number): boolean {
  return index >= firstNewOf(plan) && index < plan.assets;
}
/** 1 % were uploaded anew since the previous run. */
export function isChanged(plan: LibraryPlan, index: number): boolean {
  return index % 100 === 7 && index < firstNewOf(plan);
}
export function isRecent(plan: LibraryPlan, index: number): boolean {
  return isNew(plan, index) || isChanged(plan, index);
}
/** Of half of them the journal tells; */
export function isTold(index: number): boolean {
  return index % 200 < 100;
}
/** a quarter is not in the bucket. */
export function isMissing(plan: LibraryPlan, index: number): boolean {
  return isRecent(plan, index) && index % 400 >= 300;
}
/** 4 % have got a tag since the previous run, of which the journal tells. */
export function isTagged(plan: LibraryPlan, index: number): boolean {
  return index % 25 === 11 && index < firstNewOf(plan);
}
/** A thousandth waited for its copy when the previous run ended, which came since without the journal telling of it. */
export function wasPending(plan: LibraryPlan, index: number): boolean {
  return index % 1000 === 3 && index < firstNewOf(plan);
}
/** Of the gone assets, the journal tells that they were deleted. */
export function isToldGone(index: number): boolean {
  return index % 7 < 5;
}

/** Objects that were tampered with and removed behind the pipeline's back, one of each in 100,000. */
export function isDamaged(index: number): boolean {
  return index % 100_000 === 50;
}
export function isRemoved(index: number): boolean {
  return index % 100_000 === 51;
}

export function publicIdOf(index: number): string {
  return `catalog/${String(index).padStart(DIGITS, '0')}-front`;
}
/** The index in a key or in anything else that holds a public_id. */
export function indexIn(text: string): number {
  return Number(/catalog\/(\d{9})-front/.exec(text)?.[1] ?? Number.NaN);
}

/** When an event of an asset happened, in seconds since 1970. */
export function eventTimeOf({ now }: LibraryPlan, index: number): number {
  return Math.floor((now - DAY_MS) / 1000) + 3600 + (index % CHANGES_S);
}

/** When an asset was created: in the order of indices, as Cloudinary lists them. In seconds since 1970. */
export function createdOf(plan: LibraryPlan, index: number): number {
  const first = firstNewOf(plan);
  const previous = Math.floor((plan.now - DAY_MS) / 1000);
  if (!isNew(plan, index)) return previous - YEAR_S + Math.floor((index / (plan.assets * 1.01)) * (YEAR_S - 86_400));
  return previous + 3600 + Math.floor(((index - first) / (plan.assets - first)) * CHANGES_S);
}

function revisionOf({ cloud }: LibraryPlan, index: number, version: number): GeneratedRevision {
  return {
    version,
    bytes: 100_000 + (hash('md5', `${index} ${version}`, 'buffer').readUInt32BE(0) % 4_000_000),
    etag: hexOf(`etag ${version}`, index),
    key: revisionKey(
      cloud,
      { resource_type: 'image', type: 'upload', public_id: publicIdOf(index) },
      { version, format: 'jpg' },
    ),
  };
}

/** The first revision of an asset. */
export function firstRevisionOf(plan: LibraryPlan, index: number): GeneratedRevision {
  return revisionOf(plan, index, createdOf(plan, index));
}

/** The revision that Cloudinary lists. */
export function currentRevisionOf(plan: LibraryPlan, index: number): GeneratedRevision {
  return isChanged(plan, index) ? revisionOf(plan, index, eventTimeOf(plan, index)) : firstRevisionOf(plan, index);
}

/** What is in the bucket of an asset, in the order of keys. */
export function storedRevisionsOf(plan: LibraryPlan, index: number): readonly GeneratedRevision[] {
  return [
    ...(isNew(plan, index) ? [] : [firstRevisionOf(plan, index)]),
    ...(isRecent(plan, index) && !isMissing(plan, index) ? [currentRevisionOf(plan, index)] : []),
  ];
}

/** What is listed beside the revision, in the form of the pipeline. */
export function detailsOf(plan: LibraryPlan, index: number, tagged: boolean) {
  return {
    tags: ['catalog', `season-${index % 8}`, ...(tagged ? ['sale'] : [])],
    context: { alt: `Trail runner, seen from the front, colour ${index % 40}`, caption: 'Trail runner' },
    metadata: { sku: `SKU-${index}`, approved: index % 3 === 0 ? 'yes' : 'no' },
    asset_folder: `Catalog/Shoes/${index % 300}`,
    display_name: `${String(index).padStart(DIGITS, '0')}-front`,
    created_at: new Date(createdOf(plan, index) * 1000).toISOString().replace('.000', ''),
  };
}

/** What names an asset, in the form of the pipeline. */
export function referenceOf(index: number) {
  return {
    resource_type: 'image',
    type: 'upload',
    public_id: publicIdOf(index),
    asset_id: hexOf('asset', index),
  };
}

/** A moment as the pipeline writes it. */
export function instantOf(seconds: number): string {
  return instantOfDate(new Date(seconds * 1000));
}
