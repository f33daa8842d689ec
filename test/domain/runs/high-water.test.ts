import { describe, expect, test } from 'vitest';
import {
  expectationFalls,
  type Fall,
  type HighWaterMark,
  highWaterMarkSchema,
  highWaterParameter,
  parseMark,
} from '#shared/domain/runs/high-water-mark.ts';
import { comparedLines, fallenHeadline } from '#shared/domain/runs/high-water-text.ts';
import { inSpansOf, journalFalls, spanOf } from '#shared/domain/runs/journal-spans.ts';

const RUN = '2026-11-21T02:30:00.000Z';

function mark(journal: HighWaterMark['journal'], more: Partial<HighWaterMark> = {}): HighWaterMark {
  return { v: 1, run: RUN, journal, ...more };
}

describe('journal objects are counted by day, month or year', () => {
  test.each([
    ['2026-11-20', RUN, '2026-11-20'],
    ['2026-10-01', RUN, '2026-10-01'],
    ['2026-09-30', RUN, '2026-09'],
    ['2024-01-01', RUN, '2024-01'],
    ['2023-12-31', RUN, '2023'],
    ['2023', RUN, '2023'],
    ['2025-12-01', '2026-01-01T00:00:00.000Z', '2025-12-01'],
    ['2025-11-30', '2026-01-01T00:00:00.000Z', '2025-11'],
    ['2024-02', '2027-03-31T00:00:00.000Z', '2024'],
  ])('%s at %s as %s', (span, at, expected) => {
    expect(spanOf(span, at)).toBe(expected);
  });

  test('wider spans add up', () => {
    expect(inSpansOf(RUN, { '2026-09-01': 1, '2026-09-02': 2, '2026-11-01': 3, 2023: 4 })).toEqual({
      '2026-09': 3,
      '2026-11-01': 3,
      2023: 4,
    });
  });

  test('so that a mark of thirty years fits into a standard parameter, and SSM accepts its name and value', () => {
    const journal: Record<string, number> = {};
    const at = '2055-12-31T23:59:59.999Z';
    for (let day = Date.UTC(2025, 0, 1); day <= Date.parse(at); day += 86_400_000) {
      const span = spanOf(new Date(day).toISOString().slice(0, 10), at);
      journal[span] = (journal[span] ?? 0) + 1_000_000;
    }
    const inventory = { started_at: RUN, sha256: 'f'.repeat(64), assets: 10_000_000 };
    const text = JSON.stringify(
      mark(journal, { inventory, expected: { revisions: 1e8, bytes: Number.MAX_SAFE_INTEGER } }),
    );
    expect(highWaterMarkSchema.safeParse(JSON.parse(text)).success).toBe(true);
    expect(Buffer.byteLength(text)).toBeLessThan(4096);
    expect(text).not.toContain('{{');
    const name = highWaterParameter('my.bucket-1', 'verify', 'a_b-c');
    expect(name).toMatch(/^\/[\w.-]+(\/[\w.-]+)+$/);
    expect(name.split('/').length - 1).toBeLessThanOrEqual(15);
  });
});

describe('what has fewer objects than the marks say has fallen', () => {
  test.each<[string, HighWaterMark['journal'][], HighWaterMark['journal'], Fall[]]>([
    ['nothing, without marks', [], {}, []],
    ['nothing, if there are as many or more', [{ '2026-11-20': 3 }], { '2026-11-20': 3, '2026-11-21': 1 }, []],
    [
      'a day, although the whole has grown',
      [{ '2026-11-20': 312, '2026-09': 5 }],
      { '2026-11-21': 900, '2026-09-01': 5 },
      [{ what: 'journal', span: '2026-11-20', had: 312, now: 0 }],
    ],
    [
      'several spans, by time',
      [{ '2026-11-20': 1, 2024: 1 }, { '2026-11-19': 1 }],
      { '2026-11-21': 9 },
      ['2024', '2026-11-19', '2026-11-20'].map((span) => ({ what: 'journal', span, had: 1, now: 0 })),
    ],
    [
      'the most that any mark says, once',
      [{ '2026-11-20': 3 }, { '2026-11-20': 4 }, { '2026-11-20': 2 }],
      { '2026-11-20': 1 },
      ['', '2026-11-20'].map((span) => ({ what: 'journal', span, had: 4, now: 1 })),
    ],
  ])('%s', (_, marks, now, falls) => {
    expect(
      journalFalls(
        marks.map((journal) => mark(journal)),
        now,
      ),
    ).toEqual(falls);
  });

  test('and so has what verify expects', () => {
    expect(expectationFalls(undefined, { revisions: 0, bytes: 0 })).toEqual([]);
    expect(expectationFalls({ revisions: 425, bytes: 10 }, { revisions: 0, bytes: 11 })).toEqual([
      { what: 'revisions', had: 425, now: 0 },
    ]);
  });
});

test.each(['', '{', 'null', '{"v":1}', JSON.stringify(mark({ '20': 1 })), JSON.stringify(mark({}, { run: 'then' }))])(
  'a parameter that holds %j is no mark',
  (text) => {
    expect(parseMark(text)).toBe('unreadable');
  },
);

describe('a report says', () => {
  test('nothing if it comes from an earlier version', () => {
    expect(comparedLines('verify', {})).toEqual([]);
    expect(fallenHeadline('demo', {})).toEqual([]);
  });

  test('with which run it was compared, or that the comparison begins', () => {
    expect(comparedLines('verify', { fallen: [], compared_with: RUN })).toEqual([
      `All records are there that the run of ${RUN} found`,
    ]);
    expect(comparedLines('verify', { fallen: [] })).toEqual([
      'Nothing outside the bucket records what earlier verify runs found: that comparison begins with this run',
    ]);
  });

  test('what has fallen', () => {
    const fallen: readonly Fall[] = [
      { what: 'mark', of: 'inventory' },
      { what: 'manifest', run: RUN, assets: 43, found: 'nothing' },
      { what: 'manifest', run: RUN, assets: 1, found: 'another' },
      { what: 'journal', span: '', had: 1_312, now: 1_000 },
      { what: 'journal', span: '2026-11-20', had: 312, now: 0 },
      { what: 'revisions', had: 425, now: 0 },
      { what: 'bytes', had: 42_000_000, now: 0 },
    ];
    expect(fallenHeadline('demo', { fallen })).toHaveLength(1);
    expect(comparedLines('verify', { fallen, compared_with: RUN }).join('\n')).toMatchInlineSnapshot(`
      "! Records are missing. See docs/runbook.md, "Records missing":
        what the last inventory run found cannot be read: its SSM parameter holds something else
        the manifest of the inventory run of 2026-11-21T02:30:00.000Z (43 assets) is missing
        the manifest of the inventory run of 2026-11-21T02:30:00.000Z (1 asset) is not the one that the run wrote
        the whole journal had 1,312 objects, now 1,000
        the journal of 2026-11-20 had 312 objects, now 0
        journal and inventory recorded 425 revisions, now 0
        journal and inventory recorded 42.00 MB of revisions, now 0 B"
    `);
    const many = { fallen: Array<Fall>(23).fill({ what: 'revisions', had: 2, now: 1 }) };
    expect(comparedLines('verify', many).slice(-2)).toEqual([
      '  and 3 more in report.json',
      expect.stringContaining('that comparison begins'),
    ]);
  });
});
