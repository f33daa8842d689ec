import { countText, durationText } from '#shared/domain/text/figure-text.ts';
import type { NewestRuns, PastRun } from '#shared/usecases/progress/runs-of.ts';

/** The newest runs of one kind of a cloud, as `status` shows them. */
export interface RunHistory {
  /** The titles of a table's columns, and its rows. */
  readonly titles: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** The same as `--json` prints it; docs/cli.md describes it. */
  readonly documents: readonly object[];
  /** What needs the operator, a sentence each; nothing where all is well. */
  readonly attention: readonly string[];
}

/** What of a kind's results `status` shows. */
export interface ResultView<Result> {
  readonly columns: readonly (readonly [title: string, count: (result: Result) => number])[];
  /** The fields that `--json` prints as they are. */
  readonly fields: readonly (keyof Result & string)[];
  /** @param newest the result of the newest run that finished */
  attention(newest: Result | undefined, now: Date): readonly string[];
}

const UNKNOWN = '-';

/** Shows the newest runs of a kind. */
export function runHistory<Result extends { readonly finished_at: string }>(
  { columns, fields, attention }: ResultView<Result>,
  { runs, finished }: NewestRuns<PastRun<{ readonly reason: string }, Result>>,
  now: Date,
): RunHistory {
  const secondsOf = (name: string, { finished_at }: Result): number =>
    (new Date(finished_at).getTime() - new Date(name).getTime()) / 1_000;
  return {
    titles: ['started', 'took', 'ended', ...columns.map(([title]) => title)],
    rows: runs.map(({ name, status, result }) => [
      name,
      result === undefined ? UNKNOWN : durationText(secondsOf(name, result)),
      status,
      ...columns.map(([, count]) => (result === undefined ? UNKNOWN : countText(count(result)))),
    ]),
    documents: runs.map(({ kind, name, status, started, result }) => ({
      kind,
      started_at: name,
      status,
      reason: started?.reason ?? null,
      finished_at: result?.finished_at ?? null,
      took_seconds: result === undefined ? null : secondsOf(name, result),
      ...Object.fromEntries(fields.map((field) => [field, result?.[field] ?? null])),
    })),
    attention: attention(finished?.result, now),
  };
}
