import type { AssetIdentity } from '#shared/domain/asset/asset.ts';
import type { Revision } from '#shared/domain/asset/revision.ts';
import { nativeBackupFolders, parseRevisionFileName, revisionFolders } from '#shared/domain/bucket/bucket-layout.ts';
import { PipelineError } from '#shared/domain/errors.ts';
import type { SourceKind } from '#shared/domain/journal/journal-entry.ts';
import type { ObjectStore } from '../object-store.ts';
import type { ByteOpener } from './store-revision.ts';

/** An object in an asset's folder whose name parses as that of a revision. */
export interface StoredCopy {
  readonly key: string;
  readonly bytes: number;
  readonly version: number;
  readonly format?: string;
}

async function copiesIn(folders: readonly string[], store: ObjectStore): Promise<readonly StoredCopy[]> {
  const copies: StoredCopy[] = [];
  for (const folder of folders) {
    for await (const { key, name, bytes } of store.list(folder)) {
      const file = parseRevisionFileName(name);
      if (file !== undefined) copies.push({ ...file, key, bytes });
    }
  }
  return copies;
}

/** Our own revisions of an asset, newest first. */
export async function storedCopies(
  cloud: string,
  asset: AssetIdentity,
  store: ObjectStore,
): Promise<readonly StoredCopy[]> {
  return [...(await copiesIn(revisionFolders(cloud, asset), store))].sort((a, b) => b.version - a.version);
}

/** Objects that may be native backup copies of a revision: length and MD5 decide whether they are. */
export async function nativeCopies(
  cloud: string,
  asset: AssetIdentity,
  revision: Revision,
  store: ObjectStore,
): Promise<readonly StoredCopy[]> {
  return (await copiesIn(nativeBackupFolders(cloud, asset), store)).filter(
    ({ version, bytes }) => version === revision.version && bytes === revision.bytes,
  );
}

/**
 * Opens a copy in the bucket. Its bytes go through the sink like all others; we never let S3 copy. A copy that we may
 * not read counts as missing: Cloudinary's own objects may belong to its account.
 */
export function openerOfCopy(
  copy: StoredCopy,
  source: SourceKind,
  store: ObjectStore,
  signal: AbortSignal,
): ByteOpener {
  return {
    source,
    open: async () => {
      const opened = await store.open(copy.key, signal).catch((error: unknown) => {
        if (error instanceof PipelineError && error.code === 'access-denied') return undefined;
        throw error;
      });
      if (opened === undefined) throw new PipelineError('not-found', `${copy.key} is missing or may not be read.`);
      return opened;
    },
  };
}
