/** Where native backup keeps its copies; over S3 in the local cloud. */
export interface NativeBackupStore {
  put(key: string, bytes: Buffer, contentType: string): Promise<void>;
  get(key: string): Promise<Buffer | undefined>;
  delete(key: string): Promise<void>;
}

/** A store in memory; `keys()` lists what it holds. */
export class InMemoryBackupStore implements NativeBackupStore {
  readonly #objects = new Map<string, Buffer>();

  async put(key: string, bytes: Buffer): Promise<void> {
    this.#objects.set(key, bytes);
  }

  async get(key: string): Promise<Buffer | undefined> {
    return this.#objects.get(key);
  }

  async delete(key: string): Promise<void> {
    this.#objects.delete(key);
  }

  keys(): string[] {
    return [...this.#objects.keys()].sort();
  }
}
