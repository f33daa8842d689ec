import { countText } from '#shared/domain/text/figure-text.ts';
import type { NewestRuns, PastRun } from '#shared/usecases/progress/runs-of.ts';
import { ageText, shortTimeText } from '../console/local-time.ts';
import type { Table } from '../console/table-lines.ts';

/** The newest runs of one kind and cloud, for `status`. */
export interface RunHistory {
  readonly table: Table;
  /** The JSON form; documented in docs/cli.md. */
  readonly documents: readonly object[];
  /** A summary of the newest finished run; absent if none has finished. */
  readonly summary: string | undefined;
  /** A sentence for each thing that needs the operator. */
  readonly concerns: readonly string[];
}

/** Where and for which stack the history is shown. */
export interface HistoryContext {
  readonly now: Date;
  /** For command lines to paste. */
  readonly stackName: string;
}

/** How `status` shows the results of a kind of run. */
export interface ResultView<Result> {
  /** The title of the column that has the start of a run. */
  readonly title: string;
  readonly columns: readonly (readonly [column: string, count: (result: Result) => number])[];
  /** The fields that `--json` prints unchanged. */
  readonly fields: readonly (keyof Result & string)[];
  summary(result: Result): string;
  /** @param newest the result of the newest finished run */
  concerns(newest: Result | undefined, context: HistoryContext): readonly string[];
}

const UNKNOWN = '-';

/** Formats the newest runs of a kind. */
export function runHistory<Result extends { readonly finished_at: string }>(
  { title, columns, fields, summary, concerns }: ResultView<Result>,
  { runs, finished }: NewestRuns<PastRun<{ readonly reason: string }, Result>>,
  context: HistoryContext,
): RunHistory {
  const secondsOf = (name: string, { finished_at }: Result): number =>
    (new Date(finished_at).getTime() - new Date(name).getTime()) / 1_000;
  return {
    table: {
      titles: [title, 'age', 'state', ...columns.map(([column]) => column)],
      rows: runs.map(({ name, status, result }) => [
        shortTimeText(new Date(name), context.now),
        ageText(new Date(name), context.now),
        status,
        ...columns.map(([, count]) => (result === undefined ? UNKNOWN : countText(count(result)))),
      ]),
    },
    documents: runs.map(({ kind, name, status, started, result }) => ({
      kind,
      started_at: name,
      status,
      reason: started?.reason ?? null,
      finished_at: result?.finished_at ?? null,
      took_seconds: result === undefined ? null : secondsOf(name, result),
      ...Object.fromEntries(fields.map((field) => [field, result?.[field] ?? null])),
    })),
    summary: finished?.result === undefined ? undefined : summary(finished.result),
    concerns: concerns(finished?.result, context),
  };
}
