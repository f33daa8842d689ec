import pMap from 'p-map';
import { journalFolder } from '#shared/domain/bucket/bucket-layout.ts';
import type { JournalEntry } from '#shared/domain/journal/journal-entry.ts';
import { readJournalFile } from '#shared/domain/journal/journal-file.ts';
import type { ListedKey } from '../bucket-reader.ts';
import type { RunDependencies } from './run-dependencies.ts';
import type { SpoolLine, SpoolPage, SpoolSource } from './spool-source.ts';

const READS_AT_ONCE = 32;
/**
 * What a page holds, at most, as text. A worker's objects are of ten entries, but an inventory's may be of thousands: a
 * library that it learns much of at once is not to fill the memory of every run after it.
 */
const MAX_PAGE_BYTES = 16 * 1024 * 1024;

/**
 * Larger than what a run writes at once: 2,000 entries, of less than 64 KB each but for the strangest. What is larger
 * would not fit into memory, and was put there by somebody else. In bytes.
 */
const MAX_OBJECT_BYTES = 128 * 1024 * 1024;

/** As many of the objects as a page may hold, and one in any case. */
function fitting(objects: readonly ListedKey[]): readonly ListedKey[] {
  let bytes = 0;
  const tooMany = objects.findIndex((object, index) => {
    bytes += object.bytes;
    return index > 0 && bytes > MAX_PAGE_BYTES;
  });
  return tooMany === -1 ? objects : objects.slice(0, tooMany);
}

/** What a journal is read for. */
export interface JournalReading extends Pick<RunDependencies, 'store' | 'signal' | 'note'> {
  readonly cloud: string;
  /** The lines that an entry gives, and for which shards. */
  linesOf(entry: JournalEntry): readonly SpoolLine[];
  /** What a page adds to the counts of the spool; by default nothing. */
  countsOf?(entries: readonly JournalEntry[]): Readonly<Record<string, number>>;
}

/** The journal of a cloud, a thousand objects a page at the most. A position is the key behind which to go on. */
export function journalSource({
  cloud,
  store,
  signal,
  note,
  linesOf,
  countsOf = () => ({}),
}: JournalReading): SpoolSource {
  const entriesOf = async ({ key, bytes }: ListedKey): Promise<readonly JournalEntry[]> => {
    if (bytes > MAX_OBJECT_BYTES) {
      note('an object in the journal that nothing of ours has written', { key, bytes });
      return [];
    }
    const object = await store.read(key, signal);
    // Nothing deletes a journal object but an operator, who then knows.
    if (object === undefined) return [];
    return readJournalFile(object.body, (line) => note('unreadable line in the journal', { key, line }));
  };
  return {
    read: async (position): Promise<SpoolPage> => {
      const { objects: listed, more } = await store.keys(journalFolder(cloud), { after: position, signal });
      const objects = fitting(listed);
      const entries = (await pMap(objects, (object) => entriesOf(object), { concurrency: READS_AT_ONCE })).flat();
      return {
        lines: entries.flatMap(linesOf),
        next: objects.at(-1)?.key ?? position,
        last: !more && objects.length === listed.length,
        counts: countsOf(entries),
      };
    },
  };
}
