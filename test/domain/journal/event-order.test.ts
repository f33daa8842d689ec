import { describe, expect, it } from 'vitest';
import { eventsUntil } from '#shared/domain/journal/event-order.ts';
import type { JournalEntry, RevisionOutcome } from '#shared/domain/journal/journal-entry.ts';
import { entry, minute } from './entries.ts';

function revision(at: number, version: number) {
  return entry('revision', at, { version, bytes: 1, outcome: 'stored' });
}

/** Whatever the order in which the entries come, the events are these. */
function expectEvents(entries: readonly JournalEntry[], events: readonly JournalEntry[], until = minute(59)) {
  expect(eventsUntil(entries, until)).toEqual(events);
  expect(eventsUntil(entries.toReversed(), until)).toEqual(events);
}

function writtenAt<Entry extends JournalEntry>(entry: Entry, at: number): Entry {
  return { ...entry, recorded_at: minute(at) };
}

describe('eventsUntil', () => {
  const verified = entry('revision', 1, { version: 1, bytes: 1, outcome: 'stored', origin: 'verify', key: 'k' });

  it.each([
    ['by time', [revision(1, 9), revision(2, 1)]],
    ['then by version', [revision(3, 1), revision(3, 2)]],
    ['then by id', [revision(4, 1), revision(4, 1)]],
    [
      'by the version of a deletion too, after what has none',
      [
        entry('tags', 1, { change: { added: [], removed: [] } }),
        entry('deleted', 1, {}),
        entry('deleted', 1, { version: 1 }),
        revision(1, 2),
      ],
    ],
    [
      'with entries of verify after all others of the same time',
      [revision(1, 1), revision(1, 2), verified, revision(2, 1)],
    ],
  ])('orders %s', (_, events) => {
    expectEvents(events, events);
  });

  it('leaves out what happened after the moment, and keeps what happened at it', () => {
    const [before, at, after] = [revision(1, 1), revision(2, 1), revision(3, 1)];
    expectEvents([after, at, before], [before, at], minute(2));
    expectEvents([after], [], minute(2));
  });

  it('takes the last entry of verify, because what was mended may be damaged again', () => {
    const lost: JournalEntry = { ...verified, outcome: 'lost' };
    expectEvents([verified, writtenAt(lost, 9)], [writtenAt(lost, 9)]);
    expectEvents([writtenAt(lost, 8), writtenAt(verified, 9)], [writtenAt(verified, 9)]);
    expectEvents([writtenAt(lost, 9), writtenAt(verified, 9)], [writtenAt(verified, 9)]);
  });

  describe('of several records of one event', () => {
    const base = revision(1, 1);
    const outcomes: readonly RevisionOutcome[] = [
      'lost',
      'unobtainable',
      'unverifiable',
      'too-large',
      'excluded',
      'already-stored',
      'stored',
    ];

    it.each(outcomes)('takes %s rather than anything worse, however late it was written', (outcome) => {
      const better = { ...writtenAt(base, 9), outcome };
      for (const worse of outcomes.slice(0, outcomes.indexOf(outcome))) {
        expectEvents([better, { ...writtenAt(base, 2), outcome: worse }], [better]);
      }
    });

    const renamed = entry('renamed', 1, { to_public_id: 'b' });
    const found = { ...renamed, revision: { version: 1, bytes: 1 } };
    const copied = { ...found, revision: { ...found.revision, key: 'k' } };
    const observed = entry('observed', 1, { state: 'present' });

    it.each<[what: string, taken: JournalEntry, left: JournalEntry]>([
      ['of equals, the one written first', writtenAt(base, 2), writtenAt(base, 9)],
      ['of two that differ in anything else, always the same', { ...base, reason: 'a' }, { ...base, reason: 'b' }],
      [
        'the one written first before anything else',
        { reason: 'b', ...writtenAt(base, 2) },
        { reason: 'a', ...writtenAt(base, 9) },
      ],
      ['the rename that stored a copy', writtenAt(copied, 9), renamed],
      ['the rename that stored a copy, not one that looked', writtenAt(copied, 9), writtenAt(found, 2)],
      ['the first of two renames that stored none', writtenAt(renamed, 1), writtenAt(found, 2)],
      // Only renames have copies.
      ['the first of two observations', observed, writtenAt({ ...observed, revision: copied.revision }, 9)],
    ])('takes %s', (_, taken, left) => {
      expectEvents([taken, left], [taken]);
    });
  });
});
