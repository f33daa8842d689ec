import type { OriginalBytes } from '../bytes/original-bytes.ts';

/** Where native backup keeps its copies; over S3 in the local cloud. */
export interface NativeBackupStore {
  put(key: string, bytes: OriginalBytes, contentType: string): Promise<void>;
  get(key: string): Promise<OriginalBytes | undefined>;
  delete(key: string): Promise<void>;
}

/** A store that keeps the originals where they are; `keys()` lists what it holds. */
export class InMemoryBackupStore implements NativeBackupStore {
  readonly #objects = new Map<string, OriginalBytes>();

  async put(key: string, bytes: OriginalBytes): Promise<void> {
    this.#objects.set(key, bytes);
  }

  async get(key: string): Promise<OriginalBytes | undefined> {
    return this.#objects.get(key);
  }

  async delete(key: string): Promise<void> {
    this.#objects.delete(key);
  }

  keys(): string[] {
    return [...this.#objects.keys()].sort();
  }
}
