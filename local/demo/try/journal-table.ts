import type { JournalEntry } from '#shared/domain/journal/journal-entry.ts';
import { alignedLines } from '#shared/domain/text/aligned.ts';
import { COLUMNS, cut, displayWidth } from '#shared/domain/text/display-width.ts';
import { printable } from '#shared/domain/text/printable.ts';

type Row = readonly [time: string, kind: string, publicId: string, outcome: string];

const TITLES: Row = ['time', 'kind', 'public_id', 'outcome'];
const GAPS = (TITLES.length - 1) * '  '.length;

function nameIn(entry: JournalEntry): string {
  if (entry.kind === 'folder-moved') return `${entry.from_path} → ${entry.to_path}`;
  return entry.kind === 'renamed' ? `${entry.public_id} → ${entry.to_public_id}` : entry.public_id;
}

function outcomeIn(entry: JournalEntry): string {
  if (entry.kind === 'revision') return entry.outcome;
  if (entry.kind === 'renamed') return entry.not_copied?.outcome ?? '';
  return entry.kind === 'observed' ? entry.state : '';
}

/** The time of day on this machine: `09:15:32`. A local cloud is never old. */
function timeOfDay(instant: string): string {
  return new Date(instant).toTimeString().slice(0, 'hh:mm:ss'.length);
}

/** Journal entries as lines of 80 columns, oldest first. Names that do not fit are cut. */
export function journalTable(entries: readonly JournalEntry[]): readonly string[] {
  const oldestFirst = entries.toSorted((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)));
  const rows = [
    TITLES,
    ...oldestFirst.map((entry): Row => [timeOfDay(entry.at), entry.kind, printable(nameIn(entry)), outcomeIn(entry)]),
  ];
  const widest = (column: 0 | 1 | 3) => Math.max(...rows.map((row) => displayWidth(row[column])));
  const left = COLUMNS - GAPS - widest(0) - widest(1) - widest(3);
  return alignedLines(rows.map(([time, kind, name, outcome]) => [time, kind, cut(name, left), outcome]));
}
