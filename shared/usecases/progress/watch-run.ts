import * as z from 'zod/mini';
import type { BucketReader } from '../bucket-reader.ts';
import type { RunKindName } from '../runs/run-documents.ts';
import { findRun } from './find-run.ts';
import { parseDocument } from './read-document.ts';
import type { RunExecutions, WatchedExecution } from './run-executions.ts';

const OFTEN_MS = 2_000;
const SELDOM_MS = 5_000;
/** How long the progress of a run is read often: many runs end within this time. */
const OFTEN_FOR_MS = 60_000;
/** After this many failures in a row, watching ends: the state of the run is unknown. */
const MAX_FAILURES = 5;

/** The statuses of an execution that is running, or will be again. */
const UNDER_WAY: ReadonlySet<string> = new Set(['RUNNING', 'PENDING_REDRIVE']);

/** How watching a run ended. */
export type WatchEnd =
  | { readonly ended: 'finished'; readonly execution: string; readonly name: string | undefined }
  | {
      readonly ended: 'failed';
      readonly execution: string;
      readonly status: string;
      readonly error: string | undefined;
      readonly cause: string | undefined;
    }
  /** The watching ended; the run continues. */
  | { readonly ended: 'interrupted'; readonly execution: string };

/** A run to watch. */
export interface WatchedRun {
  readonly kind: RunKindName;
  readonly cloud: string;
  readonly execution: string;
}

/** Everything that watching needs from outside. */
export interface WatchDependencies {
  readonly executions: Pick<RunExecutions, 'describe'>;
  readonly reader: BucketReader;
  /** Reads and reports the progress of the named run; without a name, the run has written nothing yet. */
  reportProgress(name: string | undefined): Promise<void>;
  /** Called when the run has yielded to an older one of its cloud, which is watched from now on. */
  onYield(execution: string): void;
  /** Called when reading the state of the run failed, before the next attempt. */
  onFailure(error: unknown): void;
  /** Resolves after this time, or at once when the signal is aborted. */
  pause(milliseconds: number): Promise<void>;
  now(): Date;
  /** Aborted to stop watching; the run continues. */
  readonly signal: AbortSignal;
}

const outcomeSchema = z.object({
  ended: z.enum(['finished', 'yielded']),
  execution: z.optional(z.string()),
  report: z.optional(z.object({ started_at: z.string() })),
});

function endOf(
  execution: string,
  name: string | undefined,
  description: WatchedExecution | undefined,
): WatchEnd | { readonly ended: 'yielded'; readonly to: string } {
  if (description?.status !== 'SUCCEEDED') {
    const { status = 'UNKNOWN', error, cause } = description ?? {};
    return { ended: 'failed', execution, status, error, cause };
  }
  const outcome = parseDocument(outcomeSchema, description.output);
  if (outcome?.ended === 'yielded' && outcome.execution !== undefined && outcome.execution !== execution) {
    return { ended: 'yielded', to: outcome.execution };
  }
  return { ended: 'finished', execution, name: outcome?.report?.started_at ?? name };
}

/**
 * Watches a run until it ends: its execution shows whether it has ended, the bucket shows its progress. If the run
 * yields to an older one of its cloud, that one is watched instead.
 *
 * @throws what reading its state throws, after 5 failures in a row
 */
export async function watchRun(run: WatchedRun, dependencies: WatchDependencies): Promise<WatchEnd> {
  const { executions, reader, signal } = dependencies;
  const since = dependencies.now().getTime();
  let execution = run.execution;
  let name: string | undefined;
  let failures = 0;
  while (!signal.aborted) {
    try {
      const description = await executions.describe(execution);
      if (description !== undefined) {
        name ??= await findRun(reader, { ...run, execution, startedAt: description.startedAt }, signal);
      }
      if (description !== undefined && UNDER_WAY.has(description.status)) await dependencies.reportProgress(name);
      else {
        const end = endOf(execution, name, description);
        if (end.ended !== 'yielded') return end;
        dependencies.onYield(end.to);
        execution = end.to;
        name = undefined;
      }
      failures = 0;
    } catch (error) {
      if (signal.aborted) break;
      failures++;
      if (failures >= MAX_FAILURES) throw error;
      dependencies.onFailure(error);
    }
    const isNew = dependencies.now().getTime() - since < OFTEN_FOR_MS;
    await dependencies.pause(isNew ? OFTEN_MS : SELDOM_MS);
  }
  return { ended: 'interrupted', execution };
}
