import type { Fall, HighWaterMark } from './high-water-mark.ts';

/** How many journal objects there are, by span. */
export type JournalCounts = HighWaterMark['journal'];

/** For so many calendar years, the current one included, months are counted one by one. */
const YEARS_OF_MONTHS = 3;

/**
 * The span in which a day's journal objects are counted at a moment: `2026-11-20` in the current and the previous month,
 * `2026-11` in the last three calendar years, `2026` before. So there are at most 62 + 36 spans and one for each year.
 *
 * @param span a day, or a span that was counted earlier; the result is the same span or one that contains it
 * @param at ISO 8601
 */
export function spanOf(span: string, at: string): string {
  const [year = '', month = ''] = at.split('-');
  const previousMonth = new Date(Date.UTC(Number(year), Number(month) - 2, 1)).toISOString().slice(0, 7);
  if (span.slice(0, 7) >= previousMonth) return span;
  return span.slice(0, 4) > String(Number(year) - YEARS_OF_MONTHS) ? span.slice(0, 7) : span.slice(0, 4);
}

/** Counts in the spans of a moment. */
export function inSpansOf(at: string, counts: JournalCounts): JournalCounts {
  const sums: Record<string, number> = {};
  for (const [span, objects] of Object.entries(counts)) {
    const wider = spanOf(span, at);
    sums[wider] = (sums[wider] ?? 0) + objects;
  }
  return sums;
}

/** How many of the counted objects are in a span; every counted span is within it or apart from it. */
function objectsIn(counts: JournalCounts, span: string): number {
  return Object.entries(counts).reduce((sum, [name, objects]) => (name.startsWith(span) ? sum + objects : sum), 0);
}

/**
 * The spans that have fewer journal objects than marks say, and the whole journal, if it has fewer: the whole first,
 * then by time. What an operator removes on purpose must be subtracted from `had` here as soon as the journal records
 * removals (entries of the kind `forgotten`).
 *
 * @param now counts in spans at least as narrow as those of the marks
 */
export function journalFalls(marks: readonly HighWaterMark[], now: JournalCounts): readonly Fall[] {
  const had = new Map<string, number>();
  for (const { journal } of marks) {
    for (const [span, objects] of [['', objectsIn(journal, '')] as const, ...Object.entries(journal)]) {
      had.set(span, Math.max(objects, had.get(span) ?? 0));
    }
  }
  return [...had]
    .map(([span, objects]) => ({ what: 'journal', span, had: objects, now: objectsIn(now, span) }) as const)
    .filter((fall) => fall.now < fall.had)
    .toSorted((a, b) => (a.span < b.span ? -1 : 1));
}
