import type { Instant } from '../instant.ts';
import { asQueueSafeJson } from '../queue-safe-json.ts';
import type { JournalEntry, Unrecorded } from './journal-entry.ts';

/** The content of one journal object: a line for each entry. */
export const journalFile = (entries: readonly Unrecorded[], recordedAt: Instant): Uint8Array => {
  const lines = entries.map((entry) => asQueueSafeJson({ v: 1, recorded_at: recordedAt, ...entry }));
  return Buffer.from(lines.map((line) => `${line}\n`).join(''));
};

/**
 * Reads a journal object. A line that is no entry of this schema is handed to `onUnreadable` by its number, and passed
 * over: one bad line must not hide a library.
 */
export const readJournalFile = (content: Uint8Array, onUnreadable: (line: number) => void): readonly JournalEntry[] =>
  new TextDecoder()
    .decode(content)
    .split('\n')
    .flatMap((line, index) => {
      if (line === '') return [];
      const entry = entryOf(line);
      if (entry === undefined) onUnreadable(index + 1);
      return entry === undefined ? [] : [entry];
    });

const entryOf = (line: string): JournalEntry | undefined => {
  try {
    const value: unknown = JSON.parse(line);
    // Only this project writes below the journal's prefix, as the bucket policy has it: the version tells the schema.
    return typeof value === 'object' && value !== null && 'v' in value && value.v === 1
      ? (value as JournalEntry)
      : undefined;
  } catch {
    return undefined;
  }
};
