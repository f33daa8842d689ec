import type { JournalEntry } from '#shared/domain/journal/journal-entry.ts';

/** The fields of an entry of some kind, without those that all entries share. */
type Content<Kind extends JournalEntry['kind']> = Omit<
  Extract<JournalEntry, { kind: Kind }>,
  'v' | 'id' | 'recorded_at' | 'cloud' | 'kind' | 'at' | 'resource_type' | 'type' | 'public_id'
>;

let count = 0;

/** A moment of one day, by its minute. */
export function minute(number: number): string {
  return new Date(Date.UTC(2026, 10, 20, 9, number)).toISOString().replace('Z', '000Z');
}

/** An entry of the image `a`, at some minute. Each has an id of its own. */
export function entry<Kind extends JournalEntry['kind']>(
  kind: Kind,
  at: number,
  content: Content<Kind> & { readonly public_id?: string; readonly recorded_at?: string },
): Extract<JournalEntry, { kind: Kind }> {
  count += 1;
  const id = String(count).padStart(26, '0');
  const shared = { v: 1, id, recorded_at: minute(at + 1), cloud: 'demo', at: minute(at) };
  // The parts are those of the kind, which the compiler cannot follow through a union.
  return { ...shared, kind, resource_type: 'image', type: 'upload', public_id: 'a', ...content } as unknown as Extract<
    JournalEntry,
    { kind: Kind }
  >;
}
