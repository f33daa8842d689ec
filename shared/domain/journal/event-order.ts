import type { Instant } from '../text/instant.ts';
import type { JournalEntry, RevisionEntry, RevisionOutcome } from './journal-entry.ts';

/** All outcomes, from worst to best: if one attempt found the revision in the bucket, it is not lost, whatever another one found. */
const OUTCOMES: readonly RevisionOutcome[] = [
  'never-existed',
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

/** Whether an entry is not an event of its own: it only records where the bytes of an earlier one are now. */
export function isOfVerify(entry: JournalEntry): entry is RevisionEntry {
  return entry.kind === 'revision' && entry.origin === 'verify';
}

/**
 * Chooses between two records of one event: the one with the better outcome; of equals, the one written first; of two
 * entries of verify, the one written last, because what was mended may be found damaged again.
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
 * The events that some entries record up to a moment, each once, in the order in which they happened: by time, then
 * version, then id. Entries of verify come after all others of the same time.
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
