import { type SelectionRules, selectAsset } from '../asset/selection-rules.ts';
import type { JournalEntry, RevisionEntry, StoredBytes } from '../journal/journal-entry.ts';
import type { UnprotectedReason } from './inventory-documents.ts';
import type { InventoryRecord } from './inventory-record.ts';
import type { Knowledge } from './recorded-state.ts';
import { isSameRevision, storedEvidence } from './stored-evidence.ts';

/** After so many runs that failed to copy it, a revision is only reported. */
export const MAX_TRIES = 5;

/** The status of a listed asset. */
export type Judgement =
  | { readonly status: 'protected'; readonly stored: StoredBytes }
  | { readonly status: 'excluded'; readonly detail: string }
  /** Not protected, and not tried again in this run. */
  | {
      readonly status: 'given-up';
      readonly reason: UnprotectedReason;
      readonly detail?: string;
      readonly tries?: number;
    }
  /** Nothing records whether its bytes are in the bucket. `tries` counts those of earlier runs. */
  | { readonly status: 'undecided'; readonly tries: number };

const REASONS: Readonly<Partial<Record<RevisionEntry['outcome'], UnprotectedReason>>> = {
  lost: 'lost',
  unobtainable: 'blocked',
  'too-large': 'too-large',
  unverifiable: 'unverifiable',
};

/** What the journal says about a failed attempt to copy a listed revision. */
export function failedAttempt(
  record: InventoryRecord,
  events: readonly JournalEntry[],
): { readonly reason: UnprotectedReason; readonly detail?: string } | undefined {
  for (const entry of events.toReversed()) {
    if (entry.kind !== 'revision' || entry.origin === 'verify' || !isSameRevision(entry, record)) continue;
    const reason = REASONS[entry.outcome];
    if (reason !== undefined) return { reason, ...(entry.reason !== undefined && { detail: entry.reason }) };
  }
  return undefined;
}

/** Why an asset has no original, if its listing says so. */
function rejection({ moderation = [] }: InventoryRecord): { readonly detail?: string } {
  const rejected = moderation.find(({ status }) => status === 'rejected');
  return rejected === undefined ? {} : { detail: `rejected by moderation (${rejected.kind})` };
}

/**
 * The status of a listed asset, as far as it is known without asking S3.
 *
 * @param retry whether to try again what earlier runs gave up
 */
export function judgeAsset(
  record: InventoryRecord,
  knowledge: Knowledge,
  rules: SelectionRules,
  retry: boolean,
): Judgement {
  const selection = selectAsset(rules, record, record.tags);
  if (!selection.selected) return { status: 'excluded', detail: selection.reason };
  if (record.placeholder) return { status: 'given-up', reason: 'placeholder', ...rejection(record) };
  const stored = storedEvidence(record, knowledge);
  if (stored !== undefined) return { status: 'protected', stored };
  const { previous } = knowledge;
  const before = previous !== undefined && isSameRevision(previous, record) ? previous : undefined;
  const tries = before?.tries ?? 0;
  if (tries < MAX_TRIES || retry) return { status: 'undecided', tries };
  const status = before?.status;
  const reason = status === undefined || status === 'protected' || status === 'excluded' ? 'pending' : status;
  return { status: 'given-up', reason, tries, ...(before?.detail !== undefined && { detail: before.detail }) };
}
