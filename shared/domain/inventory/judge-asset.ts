import { type SelectionRules, selectAsset } from '../asset/selection-rules.ts';
import type { JournalEntry, RevisionEntry, StoredBytes } from '../journal/journal-entry.ts';
import type { UnobtainableReason } from './inventory-documents.ts';
import type { InventoryRecord } from './inventory-record.ts';
import { isSameRevision, storedEvidence } from './stored-evidence.ts';
import type { Knowledge } from './told-state.ts';

/** After so many runs in vain a revision is only reported. */
export const MAX_TRIES = 5;

/** How a listed asset stands. */
export type Judgement =
  | { readonly stands: 'protected'; readonly stored: StoredBytes }
  | { readonly stands: 'excluded'; readonly detail: string }
  /** Not protected, and not to be tried again in this run. */
  | {
      readonly stands: 'given-up';
      readonly reason: UnobtainableReason;
      readonly detail?: string;
      readonly tries?: number;
    }
  /** Nothing tells whether its bytes are in the bucket. `tries`: of earlier runs. */
  | { readonly stands: 'open'; readonly tries: number };

const REASONS: Readonly<Partial<Record<RevisionEntry['outcome'], UnobtainableReason>>> = {
  lost: 'lost',
  unobtainable: 'blocked',
  'too-large': 'too-large',
  unverifiable: 'unverifiable',
};

/** What the journal says of a vain attempt to copy a listed revision. */
export function vainAttempt(
  record: InventoryRecord,
  events: readonly JournalEntry[],
): { readonly reason: UnobtainableReason; readonly detail?: string } | undefined {
  for (const entry of events.toReversed()) {
    if (entry.kind !== 'revision' || entry.origin === 'verify' || !isSameRevision(entry, record)) continue;
    const reason = REASONS[entry.outcome];
    if (reason !== undefined) return { reason, ...(entry.reason !== undefined && { detail: entry.reason }) };
  }
  return undefined;
}

/**
 * How a listed asset stands, as far as that can be told without asking S3.
 *
 * @param retry whether to try again what earlier runs have given up
 */
export function judgeAsset(
  record: InventoryRecord,
  knowledge: Knowledge,
  rules: SelectionRules,
  retry: boolean,
): Judgement {
  const selection = selectAsset(rules, record, record.tags);
  if (!selection.selected) return { stands: 'excluded', detail: selection.reason };
  if (record.placeholder) return { stands: 'given-up', reason: 'placeholder' };
  const stored = storedEvidence(record, knowledge);
  if (stored !== undefined) return { stands: 'protected', stored };
  const { previous } = knowledge;
  const before = previous !== undefined && isSameRevision(previous, record) ? previous : undefined;
  const tries = before?.tries ?? 0;
  if (tries < MAX_TRIES || retry) return { stands: 'open', tries };
  const status = before?.status;
  const reason = status === undefined || status === 'protected' || status === 'excluded' ? 'pending' : status;
  return { stands: 'given-up', reason, tries, ...(before?.detail !== undefined && { detail: before.detail }) };
}
