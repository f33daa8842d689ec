import type { Executions } from './executions.ts';
import { type RunFolder, readRunDocument, writeRunDocument } from './run-file.ts';
import type { RunExecution } from './step.ts';

/** What came of beginning a run. */
export type Beginning =
  | { readonly begun: true; readonly previous: FinishedRun | undefined }
  /** An older run of the same folder is still going on: both would do the same. */
  | { readonly begun: false; readonly to: string; readonly execution: string };

/** A run that has come to its end. */
export interface FinishedRun {
  readonly startedAt: string;
  /** Its last document. */
  readonly document: unknown;
}

/** What is asked for. */
export interface BeginRun {
  readonly run: RunFolder;
  readonly execution: RunExecution;
  readonly executions: Executions;
  /** `started.json`: with `execution`, the ARN, among its members. */
  readonly started: { readonly execution: string };
  /** The document that a run writes last. */
  readonly lastDocument: string;
}

/** Runs that began longer ago than this are not looked at, in milliseconds: an execution lives for a year at the most. */
const LOOK_BACK_MS = 400 * 86_400_000;

const executionOf = (started: unknown): string | undefined =>
  typeof started === 'object' && started !== null && 'execution' in started && typeof started.execution === 'string'
    ? started.execution
    : undefined;

/** When the runs of a folder were started, newest first. */
export const runsIn = async ({ folder, store, signal }: Omit<RunFolder, 'startedAt' | 'writtenBy'>, since: Date) => {
  const folders = await store.folders(folder, { after: `${folder}${since.toISOString()}`, signal });
  return folders.map((name) => name.slice(folder.length, -1)).toReversed();
};

/**
 * Begins a run: tells of itself by `started.json`, then looks for an older one that still goes on, and yields to it. A
 * state machine may be started twice, by a schedule that delivers at least once or by an operator; that both tell of
 * themselves before they look leaves no gap between.
 */
export const beginRun = async ({ run, execution, executions, started, lastDocument }: BeginRun): Promise<Beginning> => {
  if ((await writeRunDocument(run, 'started.json', started)) === 'exists') {
    // By an attempt at this step that broke off, or by an execution that began in the same millisecond.
    const other = executionOf(await readRunDocument(run, 'started.json'));
    if (other !== undefined && other !== execution.arn) return { begun: false, to: run.startedAt, execution: other };
  }
  const since = new Date(Date.parse(run.startedAt) - LOOK_BACK_MS);
  for (const startedAt of await runsIn(run, since)) {
    if (startedAt >= run.startedAt) continue;
    const older = { ...run, startedAt };
    const document = await readRunDocument(older, lastDocument);
    // Whatever began before a run that has finished was over by then, or that one would have yielded to it.
    if (document !== undefined) return { begun: true, previous: { startedAt, document } };
    const arn = executionOf(await readRunDocument(older, 'started.json'));
    if (arn !== undefined && (await executions.isRunning(arn))) return { begun: false, to: startedAt, execution: arn };
  }
  return { begun: true, previous: undefined };
};
