import type { AssetIdentity } from '#shared/domain/asset/asset.ts';
import { revisionKey } from '#shared/domain/bucket/bucket-layout.ts';
import type { JournalEntry } from '#shared/domain/journal/journal-entry.ts';
import type { SourceFile } from '../media/source-folder.ts';

/** Something that happened to an asset, and that the journal must record. */
export interface ExpectedChange {
  /** What happened to which asset, in words. */
  readonly what: string;
  /** Whether an entry of the journal records it. */
  readonly isRecordedBy: (entry: JournalEntry) => boolean;
  /** The time from Cloudinary's answer until the entry was readable; undefined until it is. */
  seconds?: number;
}

/** A revision that Cloudinary had, and that the bucket must hold. */
export interface ExpectedRevision {
  readonly asset: AssetIdentity;
  /** The version in the answer to the upload. */
  readonly version: number;
  /** The format; absent for raw assets. */
  readonly format?: string;
  /** Where it must be in the bucket. */
  readonly key: string;
  /** Size and MD5 of the source file, taken before the upload. */
  readonly source: Pick<SourceFile, 'bytes' | 'md5'>;
  /** It is replaced on purpose before anyone can copy it; the journal must record the loss. */
  readonly mayBeLost: boolean;
  /** Whether the time from the answer to the object counts. */
  readonly timed: boolean;
  /** What happened to it at Cloudinary; nothing in the bucket may change. */
  fate: 'current' | 'overwritten' | 'renamed' | 'deleted';
  /** The time from Cloudinary's answer until the object was visible; undefined until it is. */
  seconds?: number;
}

/** What is known about a revision, except its key in the bucket. */
export type KnownRevision = Pick<ExpectedRevision, 'asset' | 'version' | 'format' | 'source' | 'mayBeLost' | 'timed'>;

/** The revision that Cloudinary has just made current, and its place in the bucket. */
export function expectedRevision(cloud: string, known: KnownRevision): ExpectedRevision {
  return { ...known, key: revisionKey(cloud, known.asset, known), fate: 'current' };
}
