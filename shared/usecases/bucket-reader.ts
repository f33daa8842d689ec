import type { StoredObject } from './object-store.ts';

/** An object as a listing of the bucket tells of it. */
export interface ListedKey {
  readonly key: string;
  readonly bytes: number;
  /** Without its quotes: the MD5, unless the object came in parts. */
  readonly etag: string;
}

/** One page of keys. */
export interface KeyPage {
  readonly objects: readonly ListedKey[];
  /** Whether keys follow after the last of these. */
  readonly more: boolean;
}

/** A small object, whole. */
export interface ReadObject {
  readonly body: Uint8Array;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * A bucket as runs read it.
 *
 * Failures are PipelineErrors, `storage-failed`, `access-denied` or, when the signal says so, its reason.
 */
export interface BucketReader {
  head(key: string): Promise<StoredObject | undefined>;
  /** An object that fits into memory; `undefined` where there is none. */
  read(key: string, signal: AbortSignal): Promise<ReadObject | undefined>;
  /**
   * One page, at most 1,000, of the keys that begin with a prefix, in S3's order, that of their bytes in UTF-8.
   *
   * @param after list keys behind this one only, whether or not there is such a key
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
