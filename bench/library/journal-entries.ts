import type { JournalEntry } from '../../shared/domain/journal/journal-entry.ts';
import { ulid } from '../../shared/domain/journal/ulid.ts';
import {
  currentRevisionOf,
  detailsOf,
  eventTimeOf,
  firstRevisionOf,
  goneOf,
  hexOf,
  instantOf,
  isRecent,
  isTagged,
  isTold,
  isToldGone,
  type LibraryPlan,
  referenceOf,
} from './generated-library.ts';
import { sha256Of } from './inventory-row.ts';

/** What the journal tells of an asset since the previous run. */
function entryOf(plan: LibraryPlan, index: number): JournalEntry | undefined {
  const seconds = eventTimeOf(plan, index);
  const base = {
    v: 1,
    id: ulid(seconds * 1000, Buffer.from(hexOf('event', index), 'hex')),
    at: instantOf(seconds),
    recorded_at: instantOf(seconds + 4),
    cloud: plan.cloud,
    triggered_by: { source: 'api', id: '412233445566778' },
    ...referenceOf(index),
  } as const;
  if (index >= plan.assets) {
    return isToldGone(index) ? { ...base, kind: 'deleted', version: firstRevisionOf(plan, index).version } : undefined;
  }
  if (isRecent(plan, index) && isTold(index)) {
    const { key, version, bytes, etag } = currentRevisionOf(plan, index);
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
      ...detailsOf(plan, index, false),
    };
  }
  return isTagged(plan, index) ? { ...base, kind: 'tags', change: { added: ['sale'], removed: [] } } : undefined;
}

/** All that the journal tells since the previous run, in the order of writing: about 5 entries for 100 assets. */
export function journalEntries(plan: LibraryPlan): readonly JournalEntry[] {
  const entries: JournalEntry[] = [];
  for (let index = 0; index < plan.assets + goneOf(plan); index += 1) {
    const entry = entryOf(plan, index);
    if (entry !== undefined) entries.push(entry);
  }
  return entries.toSorted((a, b) => (a.recorded_at < b.recorded_at ? -1 : Number(a.recorded_at > b.recorded_at)));
}
