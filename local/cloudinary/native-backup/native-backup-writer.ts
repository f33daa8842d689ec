import { setTimeout as pause } from 'node:timers/promises';
import { heldBytes, type OriginalBytes } from '../bytes/original-bytes.ts';
import { type Asset, type BackupCopy, fieldsOf } from '../library/asset.ts';
import { encodedPath } from '../library/delivery-url.ts';
import { contentTypeOf } from '../library/formats.ts';
import type { ProductEnvironment } from '../simulation.ts';

/** Larger originals are not copied: the store's interface holds a copy in memory. */
const LARGEST_COPY = 256 * 1024 * 1024;

/**
 * The key of a native backup copy: the public_id acts as a folder and the version as a file name; raw has no
 * extension after the version (support.cloudinary.com article 213994945, cloudinary_gem issue 386).
 */
function keyOf({ cloudName, behaviour }: ProductEnvironment, asset: Asset): string {
  const { resource_type, type, public_id, version, format } = asset;
  const folder = behaviour.nativeBackupKeyEncoding === 'percent' ? encodedPath(public_id) : public_id;
  const extension = format === undefined ? '' : `.${format}`;
  return `res/${cloudName}/${resource_type}/${type}/${folder}/${version}${extension}`;
}

/**
 * The bytes of a backup copy; undefined when the store has lost them, or holds those of another revision of the same
 * second, whose key is the same.
 */
export async function keptBytes(environment: ProductEnvironment, copy: BackupCopy): Promise<OriginalBytes | undefined> {
  const stored = await environment.backupStore.get(copy.key);
  const bytes = stored && heldBytes(stored);
  return bytes?.md5 === copy.md5 ? bytes : undefined;
}

/** Copies originals into the store of their environment, some time after the upload. */
export type NativeBackupWriter = ReturnType<typeof nativeBackupWriter>;

/** A writer with nothing to do yet. */
export function nativeBackupWriter() {
  /** Copies that the store refused. */
  const failures: { key: string; error: unknown }[] = [];
  const running = new Set<Promise<void>>();
  const closing = new AbortController();
  const { signal } = closing;

  const put = async ({ behaviour, backupStore }: ProductEnvironment, copy: BackupCopy, bytes: Buffer) => {
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

    copy(environment: ProductEnvironment, asset: Asset): void {
      const { md5, length, read } = asset.original;
      if (length > LARGEST_COPY) return;
      const copy: BackupCopy = {
        ...fieldsOf(asset, 'version_id', 'version', 'format'),
        md5,
        bytes: length,
        key: keyOf(environment, asset),
        at: environment.now(),
        ready: false,
      };
      asset.backups.push(copy);
      const writing = put(environment, copy, Buffer.concat([...read()])).finally(() => running.delete(writing));
      running.add(writing);
    },

    /** Resolves when no copy is under way. */
    async idle(): Promise<void> {
      while (running.size > 0) await Promise.all(running);
    },

    close: () => closing.abort(),
  };
}
