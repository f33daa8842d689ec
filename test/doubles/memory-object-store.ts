import type { ObjectKey } from '#shared/domain/bucket/bucket-layout.ts';
import { PipelineError } from '#shared/domain/errors.ts';
import type { BucketReader, KeyPage, ReadObject } from '#shared/usecases/bucket-reader.ts';
import { type ByteSource, byteSourceOf } from '#shared/usecases/byte-source.ts';
import type {
  ListedObject,
  MultipartUpload,
  ObjectStore,
  PutOptions,
  PutResult,
  StoredObject,
} from '#shared/usecases/object-store.ts';
import { md5 as md5Of } from './byte-sources.ts';
import { Intervention } from './intervention.ts';

interface Held {
  readonly body: Uint8Array;
  readonly options: Pick<PutOptions, 'contentType' | 'metadata'>;
  /** The ETag of an object that was uploaded in one PUT; one that was uploaded in parts has none. */
  readonly md5: string | undefined;
}

/** One call of the store. */
export interface StoreCall {
  readonly name:
    | 'head'
    | 'open'
    | 'list'
    | 'put'
    | 'putStream'
    | 'startMultipart'
    | 'putPart'
    | 'complete'
    | 'read'
    | 'keys'
    | 'folders';
  /** The key, or the prefix of a listing. */
  readonly key: string;
}

/** S3's order, that of the bytes in UTF-8. JavaScript's own is the same, and faster, unless there are surrogates. */
function inOrder(keys: Iterable<string>): string[] {
  const all = [...keys];
  if (!all.some((key) => /[\ud800-\udfff]/.test(key))) return all.sort();
  return all
    .map((key) => Buffer.from(key))
    .sort(Buffer.compare)
    .map(String);
}

/** The keys after a given one. */
function behind(keys: readonly string[], after: string | undefined): readonly string[] {
  if (after === undefined) return keys;
  const last = Buffer.from(after);
  const first = keys.findIndex((key) => Buffer.compare(Buffer.from(key), last) > 0);
  return first < 0 ? [] : keys.slice(first);
}

/** Waits until the signal ends it, like a request that gets no answer. */
function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** A bucket in memory that behaves as S3 does behind its adapter: one contract suite tests both. */
export class MemoryObjectStore extends Intervention<StoreCall> implements ObjectStore, BucketReader {
  readonly objects = new Map<string, Held>();
  /** Bytes that reached the store by a streaming put, whether or not they became an object. */
  readonly arrived = new Map<string, number>();
  /** Multipart uploads that are neither complete nor aborted. */
  openUploads = 0;
  /** How many keys a page holds: a test may make it small. */
  pageSize = 1000;

  #call<T>(name: StoreCall['name'], key: string, work: () => T | Promise<T>): Promise<T> {
    return this.call({ name, key }, work);
  }

  /** The bodies of all objects whose key has the prefix, by key. */
  bodies(prefix = ''): ReadonlyMap<string, Buffer> {
    const held = [...this.objects].filter(([key]) => key.startsWith(prefix)).sort(([a], [b]) => (a < b ? -1 : 1));
    return new Map(held.map(([key, { body }]) => [key, Buffer.from(body)]));
  }

  /** Puts an object there, as another writer would. */
  place(key: string, body: Uint8Array, metadata: Readonly<Record<string, string>> = {}): void {
    this.objects.set(key, { body, options: { contentType: 'application/octet-stream', metadata }, md5: md5Of(body) });
  }

  head(key: string): Promise<StoredObject | undefined> {
    return this.#call('head', key, () => {
      const held = this.objects.get(key);
      if (held === undefined) return undefined;
      const { contentType, metadata } = held.options;
      return { bytes: held.body.length, md5: held.md5, contentType, metadata };
    });
  }

  open(key: string, signal: AbortSignal): Promise<ByteSource | undefined> {
    return this.#call('open', key, () => {
      signal.throwIfAborted();
      const held = this.objects.get(key);
      return held === undefined ? undefined : byteSourceOf(held.body, held.options.contentType);
    });
  }

  async *list(folder: string): AsyncGenerator<ListedObject, void> {
    const names = await this.#call('list', folder, () =>
      [...this.objects.keys()].filter((key) => key.startsWith(folder)).map((key) => key.slice(folder.length)),
    );
    for (const name of names.filter((rest) => !rest.includes('/')).sort()) {
      yield { key: folder + name, name, bytes: this.objects.get(folder + name)?.body.length ?? 0 };
    }
  }

  read(key: string, signal: AbortSignal): Promise<ReadObject | undefined> {
    return this.#call('read', key, () => {
      signal.throwIfAborted();
      const held = this.objects.get(key);
      return held && { body: Uint8Array.from(held.body), metadata: held.options.metadata };
    });
  }

  keys(prefix: string, { after, signal }: Parameters<BucketReader['keys']>[1]): Promise<KeyPage> {
    return this.#call('keys', prefix, () => {
      signal.throwIfAborted();
      const keys = behind(inOrder(this.#keysUnder(prefix)), after);
      const objects = keys.slice(0, this.pageSize).map((key) => {
        const held = this.objects.get(key);
        return { key, bytes: held?.body.length ?? 0, etag: held?.md5 ?? `${'0'.repeat(32)}-1` };
      });
      return { objects, more: keys.length > objects.length };
    });
  }

  folders(prefix: string, { after, signal }: Parameters<BucketReader['folders']>[1]): Promise<readonly string[]> {
    return this.#call('folders', prefix, () => {
      signal.throwIfAborted();
      const rests = this.#keysUnder(prefix).map((key) => key.slice(prefix.length).split('/'));
      const folders = rests.flatMap(([name, ...inside]) => (inside.length > 0 ? `${prefix}${name}/` : []));
      return behind(inOrder(new Set(folders)), after);
    });
  }

  #keysUnder(prefix: string): string[] {
    return [...this.objects.keys()].filter((key) => key.startsWith(prefix));
  }

  put(key: ObjectKey, body: Uint8Array, options: PutOptions): Promise<PutResult> {
    return this.#call('put', key, () => {
      options.signal.throwIfAborted();
      return this.#keep(key, Uint8Array.from(body), options);
    });
  }

  /** A body that ends early, or throws, leaves the request waiting for the rest, as it does S3's client. */
  putStream(
    key: ObjectKey,
    chunks: AsyncIterable<Uint8Array>,
    length: number,
    options: PutOptions,
  ): Promise<PutResult> {
    return this.#call('putStream', key, async () => {
      options.signal.throwIfAborted();
      // S3 knows from the headers alone that the key is taken.
      if (this.objects.has(key)) return 'exists';
      const iterator = chunks[Symbol.asyncIterator]();
      const aborted = untilAborted(options.signal);
      aborted.catch(() => {});
      const body = new Uint8Array(length);
      let filled = 0;
      try {
        while (filled < length) {
          const next = await Promise.race([iterator.next().catch(() => aborted), aborted]);
          if (next.done === true) await aborted;
          else {
            body.set(next.value.subarray(0, length - filled), filled);
            filled += next.value.length;
            this.arrived.set(key, filled);
          }
        }
        return this.#keep(key, body, options);
      } finally {
        void iterator.return?.();
      }
    });
  }

  startMultipart(key: ObjectKey, options: Omit<PutOptions, 'md5'>): Promise<MultipartUpload> {
    return this.#call('startMultipart', key, () => {
      options.signal.throwIfAborted();
      const parts: Uint8Array[] = [];
      let open = true;
      this.openUploads++;
      const close = () => {
        if (open) this.openUploads--;
        open = false;
      };
      return {
        putPart: (number, bytes) =>
          this.#call('putPart', key, () => {
            options.signal.throwIfAborted();
            parts[number - 1] = Uint8Array.from(bytes);
          }),
        complete: () =>
          this.#call('complete', key, () => {
            options.signal.throwIfAborted();
            if (this.objects.has(key)) return 'exists';
            this.objects.set(key, { body: Buffer.concat(parts), options, md5: undefined });
            close();
            return 'created';
          }),
        abort: async () => close(),
      };
    });
  }

  #keep(key: string, body: Uint8Array, { md5, contentType, metadata }: PutOptions): PutResult {
    if (this.objects.has(key)) return 'exists';
    if (md5 !== undefined && md5 !== md5Of(body)) {
      throw new PipelineError('storage-failed', 'S3 failed (BadDigest, HTTP 400).');
    }
    this.objects.set(key, { body, options: { contentType, metadata: { ...metadata } }, md5: md5Of(body) });
    return 'created';
  }
}
