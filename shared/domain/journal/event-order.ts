import type { Instant } from '../text/instant.ts';
import type { JournalEntry, RevisionEntry, RevisionOutcome } from './journal-entry.ts';

/** The better an outcome, the later: a revision found in the bucket by one attempt is not lost because of another. */
const OUTCOMES: readonly RevisionOutcome[] = [
  'lost',
  'unobtainable',
  'unverifiable',
  'too-large',
  'excluded',
  'already-stored',
  'stored',
];

function rank(entry: JournalEntry): number {
  if (entry.kind === 'revision') return OUTCOMES.indexOf(entry.outcome);
  return entry.kind === 'renamed' && entry.revision?.key !== undefined ? 1 : 0;
}

/** Whether an entry tells of an earlier event only where its bytes are by now. */
export function isOfVerify(entry: JournalEntry): entry is RevisionEntry {
  return entry.kind === 'revision' && entry.origin === 'verify';
}

/**
 * Of two records of one event, the one that tells more; of equals, the one written first. Of verify's, the one written
 * last: what was mended may be found damaged again.
 */
function better(a: JournalEntry, b: JournalEntry): JournalEntry {
  if (isOfVerify(a) && a.recorded_at !== b.recorded_at) return a.recorded_at > b.recorded_at ? a : b;
  if (rank(a) !== rank(b)) return rank(a) > rank(b) ? a : b;
  if (a.recorded_at !== b.recorded_at) return a.recorded_at < b.recorded_at ? a : b;
  return JSON.stringify(a) <= JSON.stringify(b) ? a : b;
}

function versionOf(entry: JournalEntry): number {
  return (entry.kind === 'revision' || entry.kind === 'deleted' ? entry.version : undefined) ?? 0;
}

function compare(a: JournalEntry, b: JournalEntry): number {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  if (isOfVerify(a) !== isOfVerify(b)) return isOfVerify(a) ? 1 : -1;
  if (versionOf(a) !== versionOf(b)) return versionOf(a) - versionOf(b);
  return a.id < b.id ? -1 : 1;
}

/**
 * The events that a pile of entries records, each once, up to a moment, in the order in which they happened: by time,
 * then version, then id. What verify tells of an event comes after all of the same time.
 */
export function eventsUntil(entries: Iterable<JournalEntry>, until: Instant): readonly JournalEntry[] {
  const byId = new Map<string, JournalEntry>();
  for (const entry of entries) {
    if (entry.at > until) continue;
    const known = byId.get(entry.id);
    byId.set(entry.id, known === undefined ? entry : better(known, entry));
  }
  return [...byId.values()].sort(compare);
}
