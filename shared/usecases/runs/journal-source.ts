import pMap from 'p-map';
import { journalFolder } from '#shared/domain/bucket/bucket-layout.ts';
import type { JournalEntry } from '#shared/domain/journal/journal-entry.ts';
import { readJournalFile } from '#shared/domain/journal/journal-file.ts';
import type { ListedKey } from '../bucket-reader.ts';
import type { RunDependencies } from './run-dependencies.ts';
import type { SpoolLine, SpoolPage, SpoolSource } from './spool-source.ts';

const READS_AT_ONCE = 32;
/**
 * The most text that a page holds. A worker writes objects of ten entries, but an inventory run may write thousands at
 * once, and they must not fill the memory of every later run.
 */
const MAX_PAGE_BYTES = 16 * 1024 * 1024;

/**
 * Larger than what a run writes at once: 2,000 entries, nearly all of less than 64 KB. A larger object would not fit
 * into memory, and was not written by this project. In bytes.
 */
const MAX_OBJECT_BYTES = 128 * 1024 * 1024;

/** The first objects, as many as a page may hold, but at least one. */
function fitting(objects: readonly ListedKey[]): readonly ListedKey[] {
  let bytes = 0;
  const tooMany = objects.findIndex((object, index) => {
    bytes += object.bytes;
    return index > 0 && bytes > MAX_PAGE_BYTES;
  });
  return tooMany === -1 ? objects : objects.slice(0, tooMany);
}

/** What to read from a journal. */
export interface JournalReading extends Pick<RunDependencies, 'store' | 'signal' | 'note'> {
  readonly cloud: string;
  /** The lines that an entry gives, each with its shard. */
  linesOf(entry: JournalEntry): readonly SpoolLine[];
  /** What a page adds to the counts of the spool; by default nothing. */
  countsOf?(entries: readonly JournalEntry[]): Readonly<Record<string, number>>;
}

/** The journal of a cloud, at most a thousand objects a page. A position is the key after which to continue. */
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
      note('skipped an object in the journal that this project did not write', { key, bytes });
      return [];
    }
    const object = await store.read(key, signal);
    // Only an operator can delete a journal object, and knows that they did.
    if (object === undefined) return [];
    return readJournalFile(object.body, (line) =>
      note('a line of the journal is unreadable; the run continues without it', { key, line }),
    );
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
