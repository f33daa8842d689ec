import type * as z from 'zod/mini';
import { runKey } from '#shared/domain/bucket/bucket-layout.ts';
import { readDocument } from '#shared/usecases/progress/read-document.ts';
import { newestRuns, runsOf } from '#shared/usecases/progress/runs-of.ts';
import type { RunDocuments, RunKindName } from '#shared/usecases/runs/run-documents.ts';
import { type ResultView, type RunHistory, runHistory } from './run-history.ts';
import type { StackRuns } from './stack-runs.ts';

/** The progress of a run. */
export interface RunProgress {
  /** The parts of the line for people, the most important first. */
  readonly parts: readonly string[];
  /** The JSON form; documented in docs/cli.md. */
  readonly document: Readonly<Record<string, unknown>>;
}

/** The report of a finished run. */
export interface RunReport {
  /** The document that the run wrote. */
  readonly document: unknown;
  /** The whole report for people. */
  readonly text: string;
  /** A summary of a few words. */
  readonly summary: string;
  /**
   * Whether nothing in it needs the operator; `failed` if records are missing, so that the run cannot know what must be in
   * the bucket.
   */
  readonly verdict: 'fine' | 'attention' | 'failed';
}

/** How the commands start, watch and show a kind of run. */
export interface RunView {
  /** The name in the bucket and in JSON. */
  readonly kind: RunKindName;
  /** The command that starts such a run. */
  readonly command: string;
  /** The noun in texts: `inventory run`. */
  readonly noun: string;
  /** The member of `status --json` that lists the runs of a cloud. */
  readonly list: string;
  /** The output of the stack with the ARN of the state machine. */
  readonly machineOutput: string;
  /** The sections of docs/runbook.md for a run with findings, and for one that failed. */
  readonly runbook: { readonly findings: string; readonly failed: string };
  /** Returns a function that reads the progress of the named run, and measures its rates between calls. */
  progressOf(cloud: string, name: string, runs: StackRuns): (now: Date) => Promise<RunProgress>;
  /** Reads the report of a finished run; `undefined` if there is none. */
  report(cloud: string, name: string, runs: StackRuns): Promise<RunReport | undefined>;
  /** Reads the newest runs of a cloud, at most `last`. */
  history(cloud: string, last: number, runs: StackRuns, now: Date): Promise<RunHistory>;
}

/** The most examples shown; the report in the bucket lists more. */
export const SHOWN_EXAMPLES = 20;

/** Makes the function that reads the reports of a kind of run. */
export function reportIn<Schema extends z.ZodMiniType>(
  folder: (cloud: string) => string,
  schema: Schema,
  view: (report: z.infer<Schema>, stackName: string) => Omit<RunReport, 'document'>,
): RunView['report'] {
  return async (cloud, name, { reader, signal, stackName }) => {
    const document = await readDocument(reader, runKey(folder(cloud), name, 'report.json'), schema, signal);
    return document === undefined ? undefined : { document, ...view(document, stackName) };
  };
}

/** Makes the function that reads the newest runs of a kind. */
export function historyOf<
  Started extends { readonly reason: string; readonly execution: string },
  Result extends { readonly finished_at: string },
>(documents: RunDocuments<Started, Result>, view: ResultView<Result>): RunView['history'] {
  return async (cloud, last, runs, now) =>
    runHistory(view, await newestRuns(runsOf(documents, cloud, runs), last), { now, stackName: runs.stackName });
}
