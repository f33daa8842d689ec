import type { JournalEntry } from '#shared/domain/journal/journal-entry.ts';
import { ulid } from '#shared/domain/journal/ulid.ts';
import {
  type GeneratedLibrary,
  hexOf,
  instantOf,
  isRecorded,
  isRecordedGone,
  referenceOf,
} from './generated-library.ts';
import { sha256Of } from './inventory-row.ts';

/** The journal entry of an asset since the previous run, if there is one. */
function entryOf(library: GeneratedLibrary, index: number): JournalEntry | undefined {
  const seconds = library.eventTimeOf(index);
  const base = {
    v: 1,
    id: ulid(seconds * 1000, Buffer.from(hexOf('event', index), 'hex')),
    at: instantOf(seconds),
    recorded_at: instantOf(seconds + 4),
    cloud: library.cloud,
    triggered_by: { source: 'api', id: '412233445566778' },
    ...referenceOf(index),
  } as const;
  if (index >= library.assets) {
    return isRecordedGone(index)
      ? { ...base, kind: 'deleted', version: library.firstRevisionOf(index).version }
      : undefined;
  }
  if (library.isRecent(index) && isRecorded(index)) {
    const { key, version, bytes, etag } = library.currentRevisionOf(index);
    const at = instantOf(version);
    return {
      ...base,
      at,
      recorded_at: instantOf(version + 4),
      kind: 'revision',
      outcome: 'stored',
      version,
      format: 'jpg',
      bytes,
      etag,
      key,
      sha256: sha256Of(index),
      verified: 'md5',
      source: 'download',
      ...library.detailsOf(index, false),
    };
  }
  return library.isTagged(index) ? { ...base, kind: 'tags', change: { added: ['sale'], removed: [] } } : undefined;
}

/** The journal entries since the previous run, in the order of writing: about 5 for 100 assets. */
export function journalEntries(library: GeneratedLibrary): readonly JournalEntry[] {
  const entries: JournalEntry[] = [];
  for (let index = 0; index < library.assets + library.gone; index += 1) {
    const entry = entryOf(library, index);
    if (entry !== undefined) entries.push(entry);
  }
  return entries.toSorted((a, b) => (a.recorded_at < b.recorded_at ? -1 : Number(a.recorded_at > b.recorded_at)));
}
