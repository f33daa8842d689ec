import { setTimeout as pause } from 'node:timers/promises';
import { heldBytes, type OriginalBytes } from '../bytes/original-bytes.ts';
import { type Asset, type BackupCopy, fieldsOf } from '../library/asset.ts';
import { encodedPath } from '../library/delivery-url.ts';
import { contentTypeOf } from '../library/formats.ts';
import type { BackupCopier, ProductEnvironment } from '../simulation.ts';

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
export class NativeBackupWriter implements BackupCopier {
  /** Copies that the store refused. */
  readonly failures: { key: string; error: unknown }[] = [];
  readonly #running = new Set<Promise<void>>();
  readonly #closed = new AbortController();

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
    const running = this.#put(environment, copy, Buffer.concat([...read()])).finally(() =>
      this.#running.delete(running),
    );
    this.#running.add(running);
  }

  /** Resolves when no copy is under way. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  close(): void {
    this.#closed.abort();
  }

  async #put(environment: ProductEnvironment, copy: BackupCopy, bytes: Buffer): Promise<void> {
    const { nativeBackupLagMs } = environment.behaviour;
    try {
      if (nativeBackupLagMs > 0) await pause(nativeBackupLagMs, undefined, { signal: this.#closed.signal });
      await environment.backupStore.put(copy.key, bytes, contentTypeOf(copy.format));
      copy.ready = true;
    } catch (error) {
      if (!this.#closed.signal.aborted) this.failures.push({ key: copy.key, error });
    }
  }
}
