import type { AssetIdentity } from '../../../shared/domain/asset/asset.ts';
import { revisionKey } from '../../../shared/domain/bucket/bucket-layout.ts';
import type { SourceFile } from '../media/source-folder.ts';

/** What became of a revision at Cloudinary, which must change nothing in the bucket. */
export type Fate = 'current' | 'overwritten' | 'renamed' | 'deleted';

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
  fate: Fate;
  /** From Cloudinary's answer until the object could be seen; undefined until then. */
  seconds?: number;
}

/** What is known of a revision beside where it must be. */
export type KnownRevision = Pick<ExpectedRevision, 'asset' | 'version' | 'format' | 'source' | 'mayBeLost' | 'timed'>;

/** The revision that Cloudinary has just made current, and its place in the bucket. */
export function expectedRevision(cloud: string, known: KnownRevision): ExpectedRevision {
  return {
    ...known,
    key: revisionKey(cloud, known.asset, known),
    fate: 'current',
  };
}
