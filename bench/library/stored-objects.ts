import { hash } from 'node:crypto';

/** An object that was put, held in memory. */
export interface StoredObject {
  readonly body: Buffer;
  readonly etag: string;
  /** The `x-amz-meta-` headers as they came. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** The objects of a bucket, apart from revisions. */
export class StoredObjects {
  readonly #objects = new Map<string, StoredObject>();
  #sorted: string[] | undefined;

  /** Creates an object and returns true. An existing object stays as it is. */
  put(key: string, body: Buffer, metadata: StoredObject['metadata']): boolean {
    if (this.#objects.has(key)) return false;
    this.#objects.set(key, { body, etag: hash('md5', body), metadata });
    this.#sorted = undefined;
    return true;
  }

  get(key: string): StoredObject | undefined {
    return this.#objects.get(key);
  }

  /** The keys with a prefix that follow another key, in order. All keys here are ASCII. */
  keys(prefix: string, after: string): readonly string[] {
    this.#sorted ??= [...this.#objects.keys()].sort();
    return this.#sorted.filter((key) => key.startsWith(prefix) && key > after);
  }
}
