import pMap from 'p-map';
import { journalFolder } from '../../domain/bucket-layout.ts';
import type { JournalEntry } from '../../domain/journal/journal-entry.ts';
import { readJournalFile } from '../../domain/journal/journal-file.ts';
import type { RunDependencies } from './run-dependencies.ts';
import type { SpoolLine, SpoolPage, SpoolSource } from './spool.ts';

const READS_AT_ONCE = 32;

/** What a journal is read for. */
export interface JournalReading extends Pick<RunDependencies, 'store' | 'signal' | 'note'> {
  readonly cloud: string;
  /** The lines that an entry gives, and for which shards. */
  linesOf(entry: JournalEntry): readonly SpoolLine[];
  /** What a page adds to the counts of the spool. */
  countsOf(entries: readonly JournalEntry[]): Readonly<Record<string, number>>;
}

/** The journal of a cloud, a thousand objects a page. A position is the key behind which to go on. */
export const journalSource = ({ cloud, store, signal, note, linesOf, countsOf }: JournalReading): SpoolSource => {
  const entriesOf = async (key: string): Promise<readonly JournalEntry[]> => {
    const object = await store.read(key, signal);
    // Nothing deletes a journal object but an operator, who then knows.
    if (object === undefined) return [];
    return readJournalFile(object.body, (line) => note('unreadable line in the journal', { key, line }));
  };
  return {
    read: async (position): Promise<SpoolPage> => {
      const { objects, more } = await store.keys(journalFolder(cloud), { after: position, signal });
      const entries = (await pMap(objects, ({ key }) => entriesOf(key), { concurrency: READS_AT_ONCE })).flat();
      return {
        lines: entries.flatMap(linesOf),
        next: objects.at(-1)?.key ?? position,
        last: !more,
        counts: countsOf(entries),
      };
    },
  };
};
