import { hash } from 'node:crypto';

/** An object that was put, held in memory. */
export interface StoredObject {
  readonly body: Buffer;
  readonly etag: string;
  /** The `x-amz-meta-` headers as they came. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** The objects of a bucket, but for its revisions. */
export class StoredObjects {
  readonly #objects = new Map<string, StoredObject>();
  #sorted: string[] | undefined;

  /** Whether it was created: an object that is there stays. */
  put(key: string, body: Buffer, metadata: StoredObject['metadata']): boolean {
    if (this.#objects.has(key)) return false;
    this.#objects.set(key, { body, etag: hash('md5', body), metadata });
    this.#sorted = undefined;
    return true;
  }

  get(key: string): StoredObject | undefined {
    return this.#objects.get(key);
  }

  /** Keys with a prefix behind another key, in order. All keys here are ASCII. */
  keys(prefix: string, after: string): readonly string[] {
    this.#sorted ??= [...this.#objects.keys()].sort();
    return this.#sorted.filter((key) => key.startsWith(prefix) && key > after);
  }
}
