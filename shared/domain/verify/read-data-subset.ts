import { createHash } from 'node:crypto';

/** Which of the objects a run reads and hashes. */
export type ReadDataSubset =
  /** Slice `number` of `of`: that many runs, one for each slice, read every object once. */
  | { readonly kind: 'slice'; readonly number: number; readonly of: number }
  /** A random share of the objects, above 0 and at most 1. */
  | { readonly kind: 'share'; readonly share: number }
  /** Random objects, up to this many bytes in all. */
  | { readonly kind: 'bytes'; readonly bytes: number };

/** What the choice depends on besides the key. */
export interface SubsetDraw {
  /** The same seed gives the same choice. */
  readonly seed: string;
  /** The size of all objects. */
  readonly totalBytes: number;
}

const UNITS: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};

const SLICE = /^(\d{1,6})\/(\d{1,6})$/;
const SHARE = /^(\d{1,3}(?:\.\d{1,9})?)%$/;
const BYTES = /^(\d{1,15}(?:\.\d{1,9})?) ?([a-z]{1,3})$/;

function sliceOf(text: string): ReadDataSubset | undefined {
  const match = SLICE.exec(text);
  if (match === null) return undefined;
  const [number, of] = [Number(match[1]), Number(match[2])];
  return number >= 1 && number <= of ? { kind: 'slice', number, of } : undefined;
}

function shareOf(text: string): ReadDataSubset | undefined {
  const share = Number(SHARE.exec(text)?.[1]) / 100;
  return share > 0 && share <= 1 ? { kind: 'share', share } : undefined;
}

function bytesOf(text: string): ReadDataSubset | undefined {
  const [, amount, unit = ''] = BYTES.exec(text.toLowerCase()) ?? [];
  const bytes = Math.floor(Number(amount) * (UNITS[unit] ?? Number.NaN));
  return bytes > 0 && Number.isSafeInteger(bytes) ? { kind: 'bytes', bytes } : undefined;
}

/**
 * Reads what an operator wrote: `n/t` with 1 ≤ n ≤ t, a percentage like `5%` or `0.5%`, or bytes like `500MB`, `10GB` or
 * `2GiB`. `undefined` for anything else, also for a plain number: `5` is meant as `5%`, not as five bytes.
 */
export function parseReadDataSubset(text: string): ReadDataSubset | undefined {
  const trimmed = text.trim();
  return sliceOf(trimmed) ?? shareOf(trimmed) ?? bytesOf(trimmed);
}

/** 48 bits of a digest, not those that assign keys to shards. */
function digestOf(text: string): number {
  return createHash('md5').update(text).digest().readUIntBE(4, 6);
}

/** A number from 0 to 1, evenly distributed, and different for each seed. */
function draw(key: string, seed: string): number {
  return digestOf(`${seed}\n${key}`) / 2 ** 48;
}

/**
 * Whether an object belongs to a subset. Each object is judged by itself. For a number of bytes, its chance is such
 * that the chosen objects have that many bytes on average; the reader stops when it has read them.
 */
export function isInSubset(subset: ReadDataSubset, key: string, { seed, totalBytes }: SubsetDraw): boolean {
  switch (subset.kind) {
    case 'slice':
      return digestOf(key) % subset.of === subset.number - 1;
    case 'share':
      return draw(key, seed) < subset.share;
    case 'bytes':
      return draw(key, seed) * totalBytes < subset.bytes;
  }
}

/** The most bytes that a subset may have. */
export function bytesAllowed(subset: ReadDataSubset): number {
  return subset.kind === 'bytes' ? subset.bytes : Number.POSITIVE_INFINITY;
}
