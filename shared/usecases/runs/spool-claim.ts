import { createHash } from 'node:crypto';
import { addCounts } from '#shared/domain/runs/counts.ts';
import type { SpoolPage, SpoolState } from './spool-source.ts';

/** What a step covers. It is the metadata of the step's file for shard 0, which is written before the others. */
export interface Claim {
  /** A digest of the position at which it begins: two positions would not fit. */
  readonly from: string;
  readonly next: string;
  readonly pages: number;
  readonly last: boolean;
  readonly counts: SpoolState['counts'];
}

/** S3 accepts 2 KB of metadata in all; this much is left for the writer of the file. In bytes. */
const MAX_METADATA = 2048 - 256;

function digestOf(position: string): string {
  return createHash('md5').update(position).digest('hex').slice(0, 16);
}

/** Headers carry printable ASCII unchanged, but leading, trailing and repeated spaces may be lost. */
function encode(text: string): string {
  return /^[\x21-\x7e]*$/.test(text) ? `a${text}` : `b${Buffer.from(text).toString('base64url')}`;
}

function decode(text: string): string {
  return text.startsWith('b') ? Buffer.from(text.slice(1), 'base64url').toString() : text.slice(1);
}

function sizeOf(metadata: Readonly<Record<string, string>>): number {
  return Object.entries(metadata).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
}

/** The claim of an attempt that has read these pages from the spool's position. */
export function claimFor(state: SpoolState, pages: readonly SpoolPage[]): Claim {
  return {
    from: digestOf(state.position),
    next: pages.at(-1)?.next ?? state.position,
    pages: pages.length,
    last: pages.at(-1)?.last ?? false,
    counts: pages.reduce((sum, page) => addCounts(sum, page.counts), state.counts),
  };
}

/** A claim as metadata. Figures that only watchers read are left out if they do not fit. */
export function claimMetadata(claim: Claim, progress: Readonly<Record<string, string>>): Record<string, string> {
  const metadata = {
    from: claim.from,
    next: encode(claim.next),
    pages: String(claim.pages),
    last: String(claim.last),
    counts: JSON.stringify(claim.counts),
  };
  return sizeOf(metadata) + sizeOf(progress) <= MAX_METADATA ? { ...progress, ...metadata } : metadata;
}

export function claimOf(metadata: Readonly<Record<string, string>>): Claim {
  return {
    from: metadata['from'] ?? '',
    next: decode(metadata['next'] ?? ''),
    pages: Number(metadata['pages']),
    last: metadata['last'] === 'true',
    counts: JSON.parse(metadata['counts'] ?? '{}') as SpoolState['counts'], // our own
  };
}

/** Whether a claim begins at a position. */
export function beginsAt(claim: Claim, position: string): boolean {
  return claim.from === digestOf(position);
}

/**
 * The first of some pages, read from where a claim begins, that cover exactly what the claim covers; `undefined` if
 * they end too early or elsewhere, because the source has changed.
 */
export function coveringPages(claim: Claim, pages: readonly SpoolPage[]): readonly SpoolPage[] | undefined {
  const end = pages.findIndex((page) => page.last || (!claim.last && page.next === claim.next));
  return end < 0 ? undefined : pages.slice(0, end + 1);
}

/** The state of a spool after a step. */
export function stateAfter(step: number, claim: Claim): SpoolState {
  return { step: step + 1, position: claim.next, ended: claim.last, counts: claim.counts };
}
