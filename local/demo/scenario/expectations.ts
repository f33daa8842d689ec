import type { AssetIdentity } from '#shared/domain/asset/asset.ts';
import { revisionKey } from '#shared/domain/bucket/bucket-layout.ts';
import type { JournalEntry } from '#shared/domain/journal/journal-entry.ts';
import type { SourceFile } from '../media/source-folder.ts';

/** Something that happened to an asset, and that the journal must record. */
export interface ExpectedChange {
  /** For the reader: what happened to which asset. */
  readonly what: string;
  /** Whether an entry of the journal records it. */
  readonly isRecordedBy: (entry: JournalEntry) => boolean;
  /** From Cloudinary's answer until the entry could be read; undefined until then. */
  seconds?: number;
}

/** A revision that Cloudinary had, and that the bucket must hold. */
export interface ExpectedRevision {
  readonly asset: AssetIdentity;
  /** As the upload's answer told it. */
  readonly version: number;
  /** Absent for raw assets. */
  readonly format?: string;
  /** Where it must be. */
  readonly key: string;
  /** Size and MD5 of the file that was uploaded, taken before. */
  readonly source: Pick<SourceFile, 'bytes' | 'md5'>;
  /** It is replaced before anyone can copy it, on purpose: then the journal must say so. */
  readonly mayBeLost: boolean;
  /** Whether its time counts: from the upload's answer to the object. */
  readonly timed: boolean;
  /** What became of it at Cloudinary, which must change nothing in the bucket. */
  fate: 'current' | 'overwritten' | 'renamed' | 'deleted';
  /** From Cloudinary's answer until the object could be seen; undefined until then. */
  seconds?: number;
}

/** What is known of a revision beside where it must be. */
export type KnownRevision = Pick<ExpectedRevision, 'asset' | 'version' | 'format' | 'source' | 'mayBeLost' | 'timed'>;

/** The revision that Cloudinary has just made current, and its place in the bucket. */
export function expectedRevision(cloud: string, known: KnownRevision): ExpectedRevision {
  return { ...known, key: revisionKey(cloud, known.asset, known), fate: 'current' };
}
