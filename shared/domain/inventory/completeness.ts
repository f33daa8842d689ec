import type { JournalEntry } from '../journal/journal-entry.ts';
import { earlier, instantOfSeconds } from '../text/instant.ts';
import type { Completeness, CompletenessReport, UnprotectedReason } from './inventory-documents.ts';
import type { InventoryRecord } from './inventory-record.ts';

/** How many unprotected assets a report names. */
export const MAX_EXAMPLES = 100;
/**
 * The most bytes that one of their texts may have as JSON. A public_id may have any length, and a report goes through a
 * state machine and into a mail, which take 256 KB each.
 */
export const MAX_TEXT_BYTES = 500;

/** The sum over rows of a finished inventory. */
export interface CompletenessSum {
  readonly completeness: Completeness;
  readonly examples: CompletenessReport['examples'];
  /** Bytes that were downloaded from Cloudinary for this run. */
  readonly bandwidth: number;
}

/** The sum over no rows. */
export const NO_COMPLETENESS: CompletenessSum = {
  completeness: {
    assets: 0,
    bytes: 0,
    protected: 0,
    protected_bytes: 0,
    excluded: 0,
    unprotected: 0,
    unobtainable: { placeholder: 0, lost: 0, blocked: 0, 'too-large': 0, unverifiable: 0, pending: 0 },
  },
  examples: [],
  bandwidth: 0,
};

function oldest(a: string | undefined, b: string | undefined): { readonly oldest_gap?: string } {
  const first = a === undefined || b === undefined ? (a ?? b) : earlier(a, b);
  return first === undefined ? {} : { oldest_gap: first };
}

type Example = CompletenessReport['examples'][number];

/** Examples as text, each converted once: a run may have a million of them. */
const texts = new WeakMap<Example, string>();

function textOf(example: Example): string {
  const text = texts.get(example) ?? JSON.stringify(example);
  texts.set(example, text);
  return text;
}

/** Examples of one age are ordered by their text, so that their original order makes no difference. */
function byAge(a: Example, b: Example): number {
  return a.version - b.version || (textOf(a) < textOf(b) ? -1 : 1);
}

function oldestOf(known: Example[], more: readonly Example[]): Example[] {
  const last = known[MAX_EXAMPLES - 1];
  const older = last === undefined ? more : more.filter((example) => byAge(example, last) < 0);
  // Nearly every row has none, and sorting for each of a million rows would take longer than all else.
  if (older.length === 0) return known;
  return [...known, ...older].sort(byAge).slice(0, MAX_EXAMPLES);
}

/** The beginning of a text that is too long for a report. */
function brief(text: string): string {
  let kept = text;
  while (Buffer.byteLength(JSON.stringify(kept)) > MAX_TEXT_BYTES) kept = kept.slice(0, Math.floor(kept.length * 0.9));
  return kept === text ? text : `${kept}…`;
}

/** Adds two sums. */
export function addCompleteness(a: CompletenessSum, b: CompletenessSum): CompletenessSum {
  const [x, y] = [a.completeness, b.completeness];
  const reasons = Object.keys(NO_COMPLETENESS.completeness.unobtainable) as UnprotectedReason[];
  return {
    completeness: {
      assets: x.assets + y.assets,
      bytes: x.bytes + y.bytes,
      protected: x.protected + y.protected,
      protected_bytes: x.protected_bytes + y.protected_bytes,
      excluded: x.excluded + y.excluded,
      unprotected: x.unprotected + y.unprotected,
      unobtainable: Object.fromEntries(
        reasons.map((reason) => [reason, (x.unobtainable[reason] ?? 0) + (y.unobtainable[reason] ?? 0)]),
      ) as Completeness['unobtainable'], // every reason is among the keys
      ...oldest(x.oldest_gap, y.oldest_gap),
    },
    examples: oldestOf(a.examples, b.examples),
    bandwidth: a.bandwidth + b.bandwidth,
  };
}

/** The bytes that a run downloaded to copy a listed revision. */
export function bandwidthOf(record: InventoryRecord, events: readonly JournalEntry[]): number {
  const own = events.find(
    (entry) =>
      entry.kind === 'revision' &&
      entry.at === record.listed_at &&
      entry.outcome === 'stored' &&
      entry.source?.startsWith('download') === true,
  );
  return own === undefined ? 0 : record.bytes;
}

/** What one concluded row adds to the sum. */
export function completenessOf(record: InventoryRecord, bandwidth: number): CompletenessSum {
  const { completeness } = NO_COMPLETENESS;
  const { status = 'pending', bytes } = record;
  const listed = { ...completeness, assets: 1, bytes };
  if (status === 'protected') {
    return { completeness: { ...listed, protected: 1, protected_bytes: bytes }, examples: [], bandwidth };
  }
  if (status === 'excluded') return { completeness: { ...listed, excluded: 1 }, examples: [], bandwidth };
  const { resource_type, type, public_id, asset_id, version, detail } = record;
  return {
    completeness: {
      ...listed,
      unprotected: 1,
      oldest_gap: instantOfSeconds(version),
      unobtainable: { ...completeness.unobtainable, [status]: 1 },
    },
    examples: [
      {
        resource_type,
        type,
        public_id: brief(public_id),
        asset_id,
        version,
        bytes,
        reason: status,
        ...(detail !== undefined && { detail: brief(detail) }),
      },
    ],
    bandwidth,
  };
}

/**
 * How many unprotected assets need the operator: all except those whose original Cloudinary lacks too and those that
 * were replaced during the run.
 */
export function actionableGaps({ unprotected, unobtainable }: Completeness): number {
  return unprotected - (unobtainable.placeholder ?? 0) - (unobtainable.lost ?? 0);
}
