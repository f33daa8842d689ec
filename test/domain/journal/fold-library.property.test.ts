import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AssetDetails } from '#shared/domain/asset/revision.ts';
import { foldLibrary } from '#shared/domain/journal/fold-library.ts';
import type { JournalEntry, Unrecorded } from '#shared/domain/journal/journal-entry.ts';
import { journalFile, readJournalFile } from '#shared/domain/journal/journal-file.ts';
import {
  type Baseline,
  type LibraryState,
  livingAssets,
  type RevisionState,
} from '#shared/domain/journal/library-state.ts';
import { runs } from '#test/scale.ts';
import { LibraryModel, momentOf } from './library-model.ts';
import { anyOperations, type Operation } from './operations.ts';

const NOTHING: Baseline = { started_at: '1970-01-01T00:00:00.000000Z', rows: [] };
const FOREVER = '9999-12-31T23:59:59.999999Z';

/** Entries as they come back from the bucket. */
function recorded(entries: readonly Unrecorded[], recordedAt = FOREVER): readonly JournalEntry[] {
  return readJournalFile(journalFile(entries, recordedAt), (line) => {
    throw new Error(`line ${line} is unreadable`);
  });
}

/** Tags have no order. */
function unordered({ tags, ...details }: AssetDetails): AssetDetails {
  return { ...details, ...(tags !== undefined && { tags: tags.toSorted() }) };
}

/** The existing assets by their ids, without what only some kinds of entries know of a revision. */
function livingOf(state: LibraryState, unknown: readonly (keyof RevisionState)[] = ['outcome']) {
  return Object.fromEntries(
    livingAssets(state).map(({ asset, revision = {}, details }) => {
      const plain = Object.entries(revision).filter(([name]) => !unknown.some((other) => other === name));
      return [asset.asset_id, { asset, revision: Object.fromEntries(plain), details: unordered(details) }];
    }),
  );
}

function burialsOf({ assets }: LibraryState) {
  const dead = assets.filter(({ deleted_at }) => deleted_at !== undefined);
  return Object.fromEntries(dead.map(({ asset, deleted_at }) => [asset.asset_id, deleted_at]));
}

/** The library after each operation, and the journal of them all. */
function historyOf(operations: readonly Operation[]) {
  const model = new LibraryModel();
  const snapshots = operations.map((operation) => {
    model.apply(operation);
    return model.snapshot();
  });
  return { snapshots, entries: model.entries };
}

describe('foldLibrary', { timeout: 60_000 }, () => {
  it('is the library as it was, after each operation', () => {
    fc.assert(
      fc.property(anyOperations, (operations) => {
        const { snapshots, entries } = historyOf(operations);
        const journal = recorded(entries);
        for (const [index, snapshot] of snapshots.entries()) {
          const state = foldLibrary(NOTHING, journal, momentOf(index + 1));
          expect(livingOf(state)).toEqual(livingOf(snapshot));
          expect(burialsOf(state)).toEqual(burialsOf(snapshot));
        }
        expect(foldLibrary(NOTHING, journal, momentOf(0)).assets).toEqual([]);
      }),
      { numRuns: runs(1000) },
    );
  });

  it('does not depend on the order of entries, nor on how often each came', () => {
    const shuffledJournal = anyOperations.chain((operations) => {
      const { entries } = historyOf(operations);
      const again = recorded(entries, '2026-11-21T00:00:00.000000Z');
      const journal = recorded(entries, '2026-11-20T23:00:00.000000Z');
      const pile = [...journal, ...again, ...journal];
      const shuffled = fc.shuffledSubarray(pile).map((part) => [...part, ...journal.filter((e) => !part.includes(e))]);
      return fc.record({ journal: fc.constant(journal), shuffled });
    });
    fc.assert(
      fc.property(shuffledJournal, fc.integer({ min: 0, max: 26 }), ({ journal, shuffled }, step) => {
        const at = momentOf(step);
        expect(foldLibrary(NOTHING, shuffled, at)).toEqual(foldLibrary(NOTHING, journal, at));
      }),
      { numRuns: runs(500) },
    );
  });

  it('is the same, except for where bytes are, whatever verify records about any revision that ever was', () => {
    const verified = fc.array(fc.record({ which: fc.nat(), step: fc.nat(26), lost: fc.boolean() }), { maxLength: 8 });
    fc.assert(
      fc.property(anyOperations, verified, (operations, findings) => {
        const journal = recorded(historyOf(operations).entries);
        const revisions = journal.filter((entry) => entry.kind === 'revision');
        const verified = findings.flatMap(({ which, step, lost }, index): readonly JournalEntry[] => {
          const revision = revisions[which % Math.max(1, revisions.length)];
          if (revision === undefined) return [];
          const { key: _, sha256: __, verified: ___, source: ____, ...rest } = revision;
          const found = lost ? { outcome: 'lost' as const } : { outcome: 'stored' as const, key: `mended ${index}` };
          return [{ ...rest, ...found, id: `verify ${index}`, at: momentOf(step), origin: 'verify' }];
        });
        const whereabouts = ['outcome', 'key', 'sha256', 'verified', 'source'] as const;
        const without = foldLibrary(NOTHING, journal, FOREVER);
        const over = foldLibrary(NOTHING, [...verified, ...journal], FOREVER);
        expect(livingOf(over, whereabouts)).toEqual(livingOf(without, whereabouts));
        expect(burialsOf(over)).toEqual(burialsOf(without));
        expect(foldLibrary(NOTHING, [...journal, ...verified.toReversed(), ...verified], FOREVER)).toEqual(over);
      }),
      { numRuns: runs(500) },
    );
  });

  it('is the same over an inventory that was taken while the library changed as from the journal alone', () => {
    const run = fc.record({
      operations: anyOperations,
      start: fc.integer({ min: 0, max: 25 }),
      length: fc.integer({ min: 0, max: 10 }),
      // When in the course of the run each asset is listed; rows come in any order.
      listed: fc.array(fc.tuple(fc.nat(10), fc.nat()), { minLength: 26, maxLength: 26 }),
    });
    fc.assert(
      fc.property(run, ({ operations, start, length, listed }) => {
        const { snapshots, entries } = historyOf(operations);
        const journal = recorded(entries);
        const finish = start + length;
        const ids = [...new Set(snapshots.flatMap(({ assets }) => assets.map(({ asset }) => asset.asset_id)))];
        const rows = ids.flatMap((id, index) => {
          const [late = 0, place = 0] = listed[index] ?? [];
          const listed_at = momentOf(start + Math.min(late, length));
          const listing = livingAssets(foldLibrary(NOTHING, journal, listed_at)).find((a) => a.asset.asset_id === id);
          if (listing?.revision === undefined) return [];
          const { asset, revision, details } = listing;
          return [{ place, row: { listed_at, asset, revision, details } }];
        });
        const baseline: Baseline = {
          started_at: momentOf(start),
          rows: rows.sort((a, b) => a.place - b.place).map(({ row }) => row),
        };
        for (let step = finish; step <= Math.max(finish, operations.length); step += 1) {
          const [over, alone] = [baseline, NOTHING].map((base) =>
            // An asset that was deleted when it would have been listed comes back by a listing, without version_id.
            livingOf(foldLibrary(base, journal, momentOf(step)), ['outcome', 'version_id']),
          );
          expect(over).toEqual(alone);
        }
      }),
      { numRuns: runs(1000) },
    );
  });
});
