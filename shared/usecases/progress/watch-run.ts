import * as z from 'zod/mini';
import type { BucketReader } from '../bucket-reader.ts';
import type { RunKindName } from '../runs/run-documents.ts';
import { findRun } from './find-run.ts';
import { parseDocument } from './read-document.ts';
import type { RunExecutions, WatchedExecution } from './run-executions.ts';

const OFTEN_MS = 2_000;
const SELDOM_MS = 5_000;
/** For how long a run is looked at often: many are over by then. */
const OFTEN_FOR_MS = 60_000;
/** After so many failures in a row nobody can say any more what the run does. */
const MAX_FAILURES = 5;

/** What an execution's status is while it goes on, or waits to. */
const UNDER_WAY: ReadonlySet<string> = new Set(['RUNNING', 'PENDING_REDRIVE']);

/** How a run ended, for whoever watched it. */
export type WatchEnd =
  | { readonly ended: 'finished'; readonly execution: string; readonly name: string | undefined }
  | {
      readonly ended: 'failed';
      readonly execution: string;
      readonly status: string;
      readonly error: string | undefined;
      readonly cause: string | undefined;
    }
  /** The watching was; the run goes on. */
  | { readonly ended: 'interrupted'; readonly execution: string };

/** A run to be watched. */
export interface WatchedRun {
  readonly kind: RunKindName;
  readonly cloud: string;
  readonly execution: string;
}

/** What watching needs from outside. */
export interface WatchDependencies {
  readonly executions: Pick<RunExecutions, 'describe'>;
  readonly reader: BucketReader;
  /** Looks how far a run is, and tells; without a name, the run has written nothing yet. */
  look(name: string | undefined): Promise<void>;
  /** The run has yielded to an older one of its cloud, which is watched from now on. */
  onYield(execution: string): void;
  /** Looking failed, and is tried again. */
  onFailure(error: unknown): void;
  /** Resolves after so many milliseconds, or at once when the signal is aborted. */
  pause(milliseconds: number): Promise<void>;
  now(): Date;
  /** Aborted: stops watching, and leaves the run alone. */
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
    const { status = 'GONE', error, cause } = description ?? {};
    return { ended: 'failed', execution, status, error, cause };
  }
  const outcome = parseDocument(outcomeSchema, description.output);
  if (outcome?.ended === 'yielded' && outcome.execution !== undefined && outcome.execution !== execution) {
    return { ended: 'yielded', to: outcome.execution };
  }
  return { ended: 'finished', execution, name: outcome?.report?.started_at ?? name };
}

/**
 * Watches a run until it ends: its execution tells whether it does, the bucket how far it is. A run that yields to an
 * older one of its cloud is left for that one.
 *
 * @throws what looking throws, once it has failed 5 times in a row
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
      if (description !== undefined && UNDER_WAY.has(description.status)) await dependencies.look(name);
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
