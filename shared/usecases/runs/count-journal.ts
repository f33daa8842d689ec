import pMap from 'p-map';
import { journalFolder } from '#shared/domain/bucket/bucket-layout.ts';
import { type JournalCounts, spanOf } from '#shared/domain/runs/journal-spans.ts';
import type { BucketReader } from '../bucket-reader.ts';

const MONTHS_AT_ONCE = 8;
/** No journal is older. Others may have made folders with other names. */
const FIRST_YEAR = '2020';

/** How far a journal has been counted. */
export interface JournalCount {
  readonly counts: JournalCounts;
  /** The last month that was counted: `2026/11/`; empty at the beginning. */
  readonly until: string;
  readonly done: boolean;
}

/** The journal to count. */
export interface CountedJournal {
  readonly cloud: string;
  readonly store: BucketReader;
  readonly signal: AbortSignal;
  /** The moment whose spans are counted, ISO 8601: the earliest with which the counts will be compared. */
  readonly spansOf: string;
  readonly now: Date;
  readonly isLate: () => boolean;
}

/** The months that a journal has folders of, as `2026/11/`, in order. */
async function monthsIn({ cloud, store, signal, now }: CountedJournal): Promise<readonly string[]> {
  const folder = journalFolder(cloud);
  const thisYear = String(now.getUTCFullYear());
  const years = (await store.folders(folder, { signal })).filter((year) => {
    const name = year.slice(folder.length, -1);
    return /^\d{4}$/.test(name) && name >= FIRST_YEAR && name <= thisYear;
  });
  const months = await pMap(years, (year) => store.folders(year, { signal }), { concurrency: MONTHS_AT_ONCE });
  return months
    .flat()
    .map((month) => month.slice(folder.length))
    .filter((month) => /^\d{4}\/(0[1-9]|1[0-2])\/$/.test(month));
}

/** Counts the journal objects of a month by day. Keys of another form are not the journal's. */
async function countMonth({ cloud, store, signal }: CountedJournal, month: string): Promise<Map<string, number>> {
  const prefix = journalFolder(cloud) + month;
  const days = new Map<string, number>();
  for (let after: string | undefined; ; ) {
    const { objects, more } = await store.keys(prefix, { after, signal });
    for (const { key } of objects) {
      const day = /^[0-3]\d(?=\/)/.exec(key.slice(prefix.length))?.[0];
      if (day !== undefined) days.set(day, (days.get(day) ?? 0) + 1);
    }
    after = objects.at(-1)?.key;
    if (!more || after === undefined) return days;
  }
}

/** Counts the objects of a journal, from where it was counted to, until all is counted or time runs out. */
export async function countJournal(journal: CountedJournal, from: JournalCount): Promise<JournalCount> {
  const months = (await monthsIn(journal)).filter((month) => month > from.until);
  const counts: Record<string, number> = { ...from.counts };
  for (let first = 0; first < months.length; first += MONTHS_AT_ONCE) {
    const some = months.slice(first, first + MONTHS_AT_ONCE);
    const counted = await pMap(some, (month) => countMonth(journal, month), { concurrency: MONTHS_AT_ONCE });
    for (const [index, month] of some.entries()) {
      for (const [day, objects] of counted[index] ?? []) {
        const span = spanOf(`${month.slice(0, -1).replace('/', '-')}-${day}`, journal.spansOf);
        counts[span] = (counts[span] ?? 0) + objects;
      }
    }
    const until = some.at(-1) ?? from.until;
    if (journal.isLate() && first + MONTHS_AT_ONCE < months.length) return { counts, until, done: false };
  }
  return { counts, until: months.at(-1) ?? from.until, done: true };
}
