import { hash } from 'node:crypto';
import { revisionKey } from '#shared/domain/bucket/bucket-layout.ts';
import { instantOfDate } from '#shared/domain/text/instant.ts';

/** The parameters of a generated library. */
export interface LibraryPlan {
  readonly cloud: string;
  readonly assets: number;
  /** The start of the measured run, in milliseconds since 1970. */
  readonly now: number;
}

/** A revision of an asset, and its key in the bucket. */
export interface GeneratedRevision {
  readonly version: number;
  readonly bytes: number;
  readonly etag: string;
  readonly key: string;
}

const DAY_MS = 86_400_000;
const YEAR_S = 365 * 86_400;
/** The period of changes: from an hour after the previous run until an hour before this one. In seconds. */
const CHANGES_S = 22 * 3600;
const DIGITS = 9;

/** 32 characters that are different for every index and every use. */
export function hexOf(use: string, index: number): string {
  return hash('md5', `${use} ${index}`);
}

/** Half of the recent assets are in the journal. */
export function isRecorded(index: number): boolean {
  return index % 200 < 100;
}

/** The journal has the deletions of five in seven of the deleted assets. */
export function isRecordedGone(index: number): boolean {
  return index % 7 < 5;
}

/** Objects that were altered without the pipeline, one in 100,000. */
export function isDamaged(index: number): boolean {
  return index % 100_000 === 50;
}

/** Objects that were removed without the pipeline, one in 100,000. */
export function isRemoved(index: number): boolean {
  return index % 100_000 === 51;
}

/** A time in the form that the pipeline writes. */
export function instantOf(seconds: number): string {
  return instantOfDate(new Date(seconds * 1000));
}

/** The names of an asset, in the form that the pipeline writes. */
export function referenceOf(index: number) {
  return { resource_type: 'image', type: 'upload', public_id: publicIdOf(index), asset_id: hexOf('asset', index) };
}

function publicIdOf(index: number): string {
  return `catalog/${String(index).padStart(DIGITS, '0')}-front`;
}

/** The index in a key. */
function indexIn(key: string): number {
  return Number(/catalog\/(\d{9})-front/.exec(key)?.[1] ?? Number.NaN);
}

/** A library that is computed, not held in memory: every process computes the same one. */
export class GeneratedLibrary {
  readonly cloud: string;
  readonly assets: number;
  /** The first asset that was created after the previous run: 1 % are new. */
  readonly firstNew: number;
  /** How many assets of the previous run no longer exist. Their indices follow those of the others. */
  readonly gone: number;
  readonly previousStart: string;
  /** In seconds since 1970. */
  readonly #previousStart: number;

  constructor({ cloud, assets, now }: LibraryPlan) {
    this.cloud = cloud;
    this.assets = assets;
    this.firstNew = Math.ceil(assets * 0.99);
    this.gone = Math.ceil(assets * 0.0007);
    this.previousStart = new Date(now - DAY_MS).toISOString();
    this.#previousStart = Math.floor((now - DAY_MS) / 1000);
  }

  isNew(index: number): boolean {
    return index >= this.firstNew && index < this.assets;
  }

  /** 1 % were overwritten since the previous run. */
  isChanged(index: number): boolean {
    return index % 100 === 7 && index < this.firstNew;
  }

  isRecent(index: number): boolean {
    return this.isNew(index) || this.isChanged(index);
  }

  /** A quarter of the recent assets is not in the bucket. */
  isMissing(index: number): boolean {
    return this.isRecent(index) && index % 400 >= 300;
  }

  /** 4 % were given a tag since the previous run, which the journal records. */
  isTagged(index: number): boolean {
    return index % 25 === 11 && index < this.firstNew;
  }

  /** One in 1,000 was pending when the previous run ended, and was copied later without an entry in the journal. */
  wasPending(index: number): boolean {
    return index % 1000 === 3 && index < this.firstNew;
  }

  /** The time of an asset's event, in seconds since 1970. */
  eventTimeOf(index: number): number {
    return this.#previousStart + 3600 + (index % CHANGES_S);
  }

  /** The creation of an asset, in seconds since 1970. It follows the order of indices, as in Cloudinary's listing. */
  createdOf(index: number): number {
    if (this.isNew(index)) {
      const share = (index - this.firstNew) / (this.assets - this.firstNew);
      return this.#previousStart + 3600 + Math.floor(share * CHANGES_S);
    }
    return this.#previousStart - YEAR_S + Math.floor((index / (this.assets * 1.01)) * (YEAR_S - 86_400));
  }

  /** The first revision of an asset. */
  firstRevisionOf(index: number): GeneratedRevision {
    return this.#revisionOf(index, this.createdOf(index));
  }

  /** The revision that Cloudinary lists. */
  currentRevisionOf(index: number): GeneratedRevision {
    return this.isChanged(index) ? this.#revisionOf(index, this.eventTimeOf(index)) : this.firstRevisionOf(index);
  }

  /** The listed details of an asset, in the form that the pipeline writes. */
  detailsOf(index: number, tagged: boolean) {
    return {
      tags: ['catalog', `season-${index % 8}`, ...(tagged ? ['sale'] : [])],
      context: { alt: `Trail runner, seen from the front, colour ${index % 40}`, caption: 'Trail runner' },
      metadata: { sku: `SKU-${index}`, approved: index % 3 === 0 ? 'yes' : 'no' },
      asset_folder: `Catalog/Shoes/${index % 300}`,
      display_name: `${String(index).padStart(DIGITS, '0')}-front`,
      created_at: new Date(this.createdOf(index) * 1000).toISOString().replace('.000', ''),
    };
  }

  /** The revision that the bucket holds under a key, if any. */
  revisionUnder(key: string): GeneratedRevision | undefined {
    const index = indexIn(key);
    if (Number.isNaN(index) || isRemoved(index)) return undefined;
    const revision = this.#storedRevisionsOf(index).find((stored) => stored.key === key);
    return revision !== undefined && isDamaged(index) ? { ...revision, etag: hexOf('damage', index) } : revision;
  }

  /** Revisions in the bucket in the order of their keys, after the key `after`. */
  revisionsAfter(after: string, count: number): readonly GeneratedRevision[] {
    const found: GeneratedRevision[] = [];
    const start = indexIn(after);
    const end = this.assets + this.gone;
    for (let index = Number.isNaN(start) ? 0 : start; index < end && found.length < count; index += 1) {
      for (const { key } of this.#storedRevisionsOf(index)) {
        const revision = key > after ? this.revisionUnder(key) : undefined;
        if (revision !== undefined) found.push(revision);
      }
    }
    return found.slice(0, count);
  }

  /** The revisions of an asset that the pipeline has stored, in the order of their keys. */
  #storedRevisionsOf(index: number): readonly GeneratedRevision[] {
    const first = this.isNew(index) ? [] : [this.firstRevisionOf(index)];
    const copied = this.isRecent(index) && !this.isMissing(index);
    return copied ? [...first, this.currentRevisionOf(index)] : first;
  }

  #revisionOf(index: number, version: number): GeneratedRevision {
    const asset = { resource_type: 'image', type: 'upload', public_id: publicIdOf(index) };
    return {
      version,
      bytes: 100_000 + (hash('md5', `${index} ${version}`, 'buffer').readUInt32BE(0) % 4_000_000),
      etag: hexOf(`etag ${version}`, index),
      key: revisionKey(this.cloud, asset, { version, format: 'jpg' }),
    };
  }
}
