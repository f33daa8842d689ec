import { setTimeout as pause } from 'node:timers/promises';
import type { Environment } from '../environment.ts';
import type { Asset, BackupCopy } from '../library/asset.ts';
import { contentTypeOf } from '../library/formats.ts';
import { nativeBackupKey } from './native-backup-key.ts';

/** Larger originals are not copied: the store's interface holds a copy in memory. */
const LARGEST_COPY = 256 * 1024 * 1024;

/** Copies originals into the store of their environment, some time after the upload. */
export class NativeBackupWriter {
  /** Copies that the store refused. */
  readonly failures: { key: string; error: unknown }[] = [];
  readonly #running = new Set<Promise<void>>();
  readonly #closed = new AbortController();

  /** Starts to copy the newest revision of an asset. */
  copy(environment: Environment, asset: Asset): void {
    if (asset.original.length > LARGEST_COPY) return;
    const { behaviour } = environment.simulation;
    const copy: BackupCopy = {
      versionId: asset.versionId,
      version: asset.version,
      format: asset.format,
      md5: asset.original.md5,
      bytes: asset.original.length,
      key: nativeBackupKey(environment.cloudName, asset, behaviour.nativeBackupKeyEncoding),
      at: environment.simulation.now(),
      ready: false,
    };
    asset.backups.push(copy);
    const bytes = Buffer.concat([...asset.original.read()]);
    const running = this.#put(environment, copy, bytes, behaviour.nativeBackupLagMs).finally(() =>
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

  async #put(environment: Environment, copy: BackupCopy, bytes: Buffer, lagMs: number): Promise<void> {
    try {
      if (lagMs > 0) await pause(lagMs, undefined, { signal: this.#closed.signal });
      await environment.backupStore.put(copy.key, bytes, contentTypeOf(copy.format));
      copy.ready = true;
    } catch (error) {
      if (!this.#closed.signal.aborted) this.failures.push({ key: copy.key, error });
    }
  }
}
