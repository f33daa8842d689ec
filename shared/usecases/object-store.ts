import type { ObjectKey } from '../domain/bucket/bucket-layout.ts';
import type { ByteSource } from './byte-source.ts';

/** An object's content type and metadata. */
export interface ObjectAttributes {
  readonly contentType: string;
  /** User metadata: ASCII, 2 KB in all. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** The options of a write, with the digests by which the store checks the bytes on arrival. */
export interface PutOptions extends ObjectAttributes {
  /** Lower-case hex. The store refuses bytes with another MD5. */
  readonly md5?: string;
  /** Lower-case hex, of the whole body, if known: a store that needs it does not have to compute it. */
  readonly sha256?: string;
  readonly signal: AbortSignal;
}

export interface StoredObject {
  readonly bytes: number;
  /** The object's MD5 in lower-case hex, if the store knows it. */
  readonly md5: string | undefined;
  readonly contentType: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface ListedObject {
  readonly key: string;
  /** The key without the folder. */
  readonly name: string;
  readonly bytes: number;
}

/** `exists`: another write had taken the key, and its object is unchanged. */
export type PutResult = 'created' | 'exists';

/** An upload in parts. Its key stays free until it is completed. */
export interface MultipartUpload {
  /** @param number from 1; every part but the last has at least 5 MiB */
  putPart(number: number, bytes: Uint8Array): Promise<void>;
  complete(): Promise<PutResult>;
  abort(): Promise<void>;
}

/**
 * A bucket in which nothing is ever overwritten: every write succeeds only if the key is free.
 *
 * Failures are PipelineErrors `storage-failed` or `throttled` or, after an abort, the signal's reason.
 */
export interface ObjectStore {
  head(key: string): Promise<StoredObject | undefined>;
  open(key: string, signal: AbortSignal): Promise<ByteSource | undefined>;
  /** The objects directly in a folder, which ends with `/`. */
  list(folder: string): AsyncIterable<ListedObject>;
  put(key: ObjectKey, body: Uint8Array, options: PutOptions): Promise<PutResult>;
  /**
   * Writes a body that is not held in memory. If the body breaks off, the caller aborts the signal: an error of
   * `chunks` must never be needed to end the write.
   */
  putStream(key: ObjectKey, chunks: AsyncIterable<Uint8Array>, length: number, options: PutOptions): Promise<PutResult>;
  startMultipart(key: ObjectKey, options: Omit<PutOptions, 'md5'>): Promise<MultipartUpload>;
}
