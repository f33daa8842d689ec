import { setTimeout as pause } from 'node:timers/promises';
import type { OriginalBytes } from '../bytes/original-bytes.ts';
import { type Asset, type BackupCopy, fieldsOf } from '../library/asset.ts';
import { encodedPath } from '../library/delivery-url.ts';
import { contentTypeOf } from '../library/formats.ts';
import type { SimulatedCloud } from '../simulation.ts';

/**
 * The key of a native backup copy: the public_id acts as a folder and the version as a file name; raw has no
 * extension after the version (support.cloudinary.com article 213994945, cloudinary_gem issue 386).
 */
function keyOf({ cloudName, behaviour }: SimulatedCloud, asset: Asset): string {
  const { resource_type, type, public_id, version, format } = asset;
  const folder = behaviour.nativeBackupKeyEncoding === 'percent' ? encodedPath(public_id) : public_id;
  const extension = format === undefined ? '' : `.${format}`;
  return `res/${cloudName}/${resource_type}/${type}/${folder}/${version}${extension}`;
}

/**
 * The bytes of a backup copy; undefined when the store has lost them, or when another revision of the same second has
 * replaced them under the same key.
 */
export async function keptBytes(cloud: SimulatedCloud, copy: BackupCopy): Promise<OriginalBytes | undefined> {
  const bytes = await cloud.backupStore.get(copy.key);
  return bytes?.md5 === copy.md5 ? bytes : undefined;
}

/** Copies originals into the store of their cloud, some time after the upload. */
export type NativeBackupWriter = ReturnType<typeof nativeBackupWriter>;

/** A writer with nothing to do yet. */
export function nativeBackupWriter() {
  /** Copies that the store refused. */
  const failures: { key: string; error: unknown }[] = [];
  const running = new Set<Promise<void>>();
  const closing = new AbortController();
  const { signal } = closing;

  const put = async ({ behaviour, backupStore }: SimulatedCloud, copy: BackupCopy, bytes: OriginalBytes) => {
    const { nativeBackupLagMs } = behaviour;
    try {
      if (nativeBackupLagMs > 0) await pause(nativeBackupLagMs, undefined, { signal });
      await backupStore.put(copy.key, bytes, contentTypeOf(copy.format));
      copy.ready = true;
    } catch (error) {
      if (!signal.aborted) failures.push({ key: copy.key, error });
    }
  };

  return {
    failures,

    copy(cloud: SimulatedCloud, asset: Asset): void {
      const { original } = asset;
      const copy: BackupCopy = {
        ...fieldsOf(asset, 'version_id', 'version', 'format'),
        md5: original.md5,
        bytes: original.length,
        key: keyOf(cloud, asset),
        at: cloud.now(),
        ready: false,
      };
      asset.backups.push(copy);
      const writing = put(cloud, copy, original).finally(() => running.delete(writing));
      running.add(writing);
    },

    /** Resolves when no copy is in progress. */
    async idle(): Promise<void> {
      while (running.size > 0) await Promise.all(running);
    },

    close: () => closing.abort(),
  };
}
