import type { StoredObject } from './object-store.ts';

/** An object as a listing of the bucket describes it. */
export interface ListedKey {
  readonly key: string;
  readonly bytes: number;
  /** S3's ETag without its quotes: the MD5, unless the object came in parts. */
  readonly etag: string;
}

/** One page of keys. */
export interface KeyPage {
  readonly objects: readonly ListedKey[];
  /** Whether more keys follow. */
  readonly more: boolean;
}

/** A small object, read as a whole. */
export interface ReadObject {
  readonly body: Uint8Array;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * A bucket as runs read it.
 *
 * Failures are PipelineErrors `storage-failed` or `access-denied` or, after an abort, the signal's reason.
 */
export interface BucketReader {
  head(key: string): Promise<StoredObject | undefined>;
  /** An object that fits into memory; `undefined` if there is none. */
  read(key: string, signal: AbortSignal): Promise<ReadObject | undefined>;
  /**
   * One page of the keys with a prefix, at most 1,000, in S3's order: that of their UTF-8 bytes.
   *
   * @param after list only keys after this one, whether or not it exists
   */
  keys(
    prefix: string,
    options: { readonly after?: string | undefined; readonly signal: AbortSignal },
  ): Promise<KeyPage>;
  /** The folders directly under a prefix that ends with `/`: each with its trailing `/`, in S3's order. */
  folders(
    prefix: string,
    options: { readonly after?: string | undefined; readonly signal: AbortSignal },
  ): Promise<readonly string[]>;
}
