import type { ObjectKey } from '../domain/bucket/bucket-layout.ts';
import type { ByteSource } from './byte-source.ts';

/** What goes with an object. */
export interface ObjectAttributes {
  readonly contentType: string;
  /** User metadata: ASCII, 2 KB in all. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** What a write must bring along so that the store can check it on arrival. */
export interface PutOptions extends ObjectAttributes {
  /** Lower hex; the store refuses bytes of another MD5. */
  readonly md5?: string;
  /** Lower hex, of the whole body, where it is known: a store that needs it is spared computing it. */
  readonly sha256?: string;
  readonly signal: AbortSignal;
}

export interface StoredObject {
  readonly bytes: number;
  /** Lower hex MD5 of the object, where the store can tell it. */
  readonly md5: string | undefined;
  readonly contentType: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface ListedObject {
  readonly key: string;
  /** The key less the folder. */
  readonly name: string;
  readonly bytes: number;
}

/** `exists`: the key was taken, by whichever writer, and the object there is as it was. */
export type PutResult = 'created' | 'exists';

/** An upload in parts. Nothing shows under its key until it is completed. */
export interface MultipartUpload {
  /** @param number from 1; every part but the last has at least 5 MiB */
  putPart(number: number, bytes: Uint8Array): Promise<void>;
  complete(): Promise<PutResult>;
  abort(): Promise<void>;
}

/**
 * A bucket in which nothing is ever overwritten: every write is on condition that the key is free.
 *
 * Failures are PipelineErrors, `storage-failed`, `throttled` or, when the signal says so, its reason.
 */
export interface ObjectStore {
  head(key: string): Promise<StoredObject | undefined>;
  open(key: string, signal: AbortSignal): Promise<ByteSource | undefined>;
  /** The objects directly in a folder, which ends with `/`. */
  list(folder: string): AsyncIterable<ListedObject>;
  put(key: ObjectKey, body: Uint8Array, options: PutOptions): Promise<PutResult>;
  /**
   * Writes a body that is not held in memory. The caller aborts by the signal when the body breaks off; an error of
   * `chunks` itself must never be needed to end the write.
   */
  putStream(key: ObjectKey, chunks: AsyncIterable<Uint8Array>, length: number, options: PutOptions): Promise<PutResult>;
  startMultipart(key: ObjectKey, options: Omit<PutOptions, 'md5'>): Promise<MultipartUpload>;
}
