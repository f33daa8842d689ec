import { createHash } from 'node:crypto';

/** Which of the objects a run reads and hashes. */
export type ReadDataSubset =
  /** Slice `number` of `of`: so many runs, one for each slice, read every object once. */
  | { readonly kind: 'slice'; readonly number: number; readonly of: number }
  /** A random share of the objects, above 0 and at most 1. */
  | { readonly kind: 'share'; readonly share: number }
  /** Random objects, until so many bytes are used up. */
  | { readonly kind: 'bytes'; readonly bytes: number };

/** What the choice hangs on beside the key. */
export interface SubsetDraw {
  /** The same seed gives the same choice, another seed another one. */
  readonly seed: string;
  /** Of all objects. */
  readonly totalBytes: number;
}

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
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
const BYTES = /^(\d{1,15}(?:\.\d{1,9})?) ?([a-z]{0,3})$/;

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
 * Reads what an operator wrote: `n/t` with 1 ≤ n ≤ t, a percentage like `5%` or `0.5%`, or bytes like `500MB`, `10GB`,
 * `2GiB` or a plain number. `undefined` for anything else.
 */
export function parseReadDataSubset(text: string): ReadDataSubset | undefined {
  const trimmed = text.trim();
  return sliceOf(trimmed) ?? shareOf(trimmed) ?? bytesOf(trimmed);
}

/** 48 bits of a digest, other ones than those by which keys go to shards. */
function digestOf(text: string): number {
  return createHash('md5').update(text).digest().readUIntBE(4, 6);
}

/** From 0 to 1, evenly spread, and another one for another seed. */
function draw(key: string, seed: string): number {
  return digestOf(`${seed}\n${key}`) / 2 ** 48;
}

/**
 * Whether an object belongs to a subset. Each object is judged by itself: of a number of bytes, each has the chance that
 * uses them up on average, and whoever reads stops where they are used up before.
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

/** How many bytes a subset may come to in all. */
export function bytesAllowed(subset: ReadDataSubset): number {
  return subset.kind === 'bytes' ? subset.bytes : Number.POSITIVE_INFINITY;
}
