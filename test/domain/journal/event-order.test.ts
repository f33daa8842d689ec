import { describe, expect, it } from 'vitest';
import { eventsUntil } from '../../../shared/domain/journal/event-order.ts';
import type { JournalEntry, RevisionOutcome } from '../../../shared/domain/journal/journal-entry.ts';
import { entry, minute } from './entries.ts';

const LAST = minute(59);
function revision(at: number, version: number, outcome: RevisionOutcome = 'stored') {
  return entry('revision', at, { version, bytes: 1, outcome });
}

/** Whatever the order in which the entries come, the events are these. */
function expectEvents(entries: readonly JournalEntry[], events: readonly JournalEntry[], until = LAST) {
  expect(eventsUntil(entries, until)).toEqual(events);
  expect(eventsUntil(entries.toReversed(), until)).toEqual(events);
}

describe('eventsUntil', () => {
  it('orders by time, then by version, then by id', () => {
    const [early, late] = [revision(1, 9), revision(2, 1)];
    expectEvents([late, early], [early, late]);
    const [older, newer] = [revision(3, 1), revision(3, 2)];
    expectEvents([newer, older], [older, newer]);
    const [first, second] = [revision(4, 1), revision(4, 1)];
    expectEvents([second, first], [first, second]);
  });

  it('takes the version of a deletion too, and puts what has none first', () => {
    const [tags, deleted, overwritten] = [
      entry('tags', 1, { change: { added: [], removed: [] } }),
      entry('deleted', 1, { version: 1 }),
      revision(1, 2),
    ];
    const bare = entry('deleted', 1, {});
    expectEvents([overwritten, deleted, tags, bare], [tags, bare, deleted, overwritten]);
  });

  it('leaves out what came after the moment, and nothing that came with it', () => {
    const [before, at, after] = [revision(1, 1), revision(2, 1), revision(3, 1)];
    expectEvents([after, at, before], [before, at], minute(2));
    expectEvents([after], [], minute(2));
  });

  it('puts what verify tells of an event after all of the same time', () => {
    const verified = entry('revision', 1, { version: 1, bytes: 1, outcome: 'stored', origin: 'verify' });
    const [first, second, next] = [revision(1, 1), revision(1, 2), revision(2, 1)];
    expectEvents([next, verified, second, first], [first, second, verified, next]);
  });

  it('takes what verify told last, as what was mended may be damaged again', () => {
    const base = { version: 1, bytes: 1, origin: 'verify' } as const;
    const mended = entry('revision', 1, { ...base, outcome: 'stored', key: 'k' });
    const lost = { ...mended, outcome: 'lost' as const, recorded_at: minute(9) };
    expectEvents([mended, lost], [lost]);
    expectEvents(
      [
        { ...mended, recorded_at: minute(9) },
        { ...lost, recorded_at: minute(8) },
      ],
      [{ ...mended, recorded_at: minute(9) }],
    );
    expectEvents([lost, { ...mended, recorded_at: minute(9) }], [{ ...mended, recorded_at: minute(9) }]);
  });

  describe('of several records of one event', () => {
    const base = revision(1, 1);
    const recorded = (outcome: RevisionOutcome, recorded_at = base.recorded_at) => ({ ...base, outcome, recorded_at });

    it('takes the one with the best outcome, however late it was written', () => {
      const outcomes = [
        'lost',
        'unobtainable',
        'unverifiable',
        'too-large',
        'excluded',
        'already-stored',
        'stored',
      ] as const;
      for (const [index, outcome] of outcomes.entries()) {
        for (const worse of outcomes.slice(0, index)) {
          expectEvents([recorded(outcome, minute(9)), recorded(worse, minute(2))], [recorded(outcome, minute(9))]);
        }
      }
    });

    it('takes, of equals, the one written first', () => {
      expectEvents([recorded('stored', minute(9)), recorded('stored', minute(2))], [recorded('stored', minute(2))]);
    });

    it('takes one of two that differ in anything else, and always the same', () => {
      const [a, b] = [
        { ...base, reason: 'a' },
        { ...base, reason: 'b' },
      ];
      expectEvents([a, b], [a]);
    });

    it('goes by the moment of writing before anything else', () => {
      const first = { reason: 'b', ...base, recorded_at: minute(2) };
      const second = { reason: 'a', ...base, recorded_at: minute(9) };
      expectEvents([first, second], [first]);
    });

    it('looks for a copy in renames alone', () => {
      const observed = entry('observed', 1, { state: 'present' });
      const later = { ...observed, recorded_at: minute(9), revision: { version: 1, bytes: 1, key: 'k' } };
      expectEvents([observed, later], [observed]);
    });

    it('takes the rename that stored a copy', () => {
      const renamed = entry('renamed', 1, { to_public_id: 'b' });
      const revision = { version: 1, bytes: 1 };
      const looked = { ...renamed, revision, recorded_at: minute(2) };
      const copied = { ...renamed, revision: { ...revision, key: 'k' }, recorded_at: minute(9) };
      expectEvents([renamed, copied], [copied]);
      expectEvents([looked, copied], [copied]);
      expectEvents([{ ...renamed, recorded_at: minute(1) }, looked], [{ ...renamed, recorded_at: minute(1) }]);
    });
  });
});
