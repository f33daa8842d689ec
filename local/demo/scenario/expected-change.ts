import type { JournalEntry } from '../../../shared/domain/journal/journal-entry.ts';

/** Something that happened to an asset, and that the journal must tell. */
export interface ExpectedChange {
  /** For the reader: what happened to which asset. */
  readonly what: string;
  /** Whether an entry of the journal tells it. */
  readonly isToldBy: (entry: JournalEntry) => boolean;
  /** From Cloudinary's answer until the entry could be read; undefined until then. */
  seconds?: number;
}
