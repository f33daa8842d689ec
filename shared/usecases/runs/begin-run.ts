import * as z from 'zod/mini';
import type { FinishedRun, RunExecution } from './run.ts';
import type { Executions } from './run-dependencies.ts';
import { type RunFolder, readRunDocument, writeRunDocument } from './run-file.ts';

/** Whether a run has begun. */
export type Beginning =
  | { readonly begun: true; readonly previous: FinishedRun | undefined }
  /** Another run of the same folder is in progress, and both would do the same: this one yields to it. */
  | { readonly begun: false; readonly to: string; readonly execution: string };

/** What beginning a run needs. */
export interface BeginRun {
  readonly run: RunFolder;
  readonly execution: RunExecution;
  readonly executions: Executions;
  /** `started.json`, with the ARN of the execution as `execution`. */
  readonly started: Readonly<Record<string, unknown>> & { readonly execution: string };
  /** The document that a run writes last. */
  readonly lastDocument: string;
}

/** Runs that began longer ago than this are ignored, in milliseconds: an execution lasts for a year at most. */
const LOOK_BACK_MS = 400 * 86_400_000;
/** A run may begin this long after its execution was started, in milliseconds: a later one may finish before it. */
const LATE_MS = 2 * 86_400_000;

/** The name of a run's folder: when its execution was started. */
const RUN_NAME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z$/;

const startedSchema = z.object({ execution: z.string() });

/** The execution that a run says it belongs to. */
async function executionOf(run: RunFolder): Promise<string | undefined> {
  return startedSchema.safeParse(await readRunDocument(run, 'started.json')).data?.execution;
}

/** When the runs of a folder were started, newest first. */
export async function runsIn({ folder, store, signal }: Omit<RunFolder, 'startedAt' | 'writtenBy'>, since: Date) {
  const folders = await store.folders(folder, { after: `${folder}${since.toISOString()}`, signal });
  // Anyone who may write to the bucket can make folders with other names.
  return folders
    .map((name) => name.slice(folder.length, -1))
    .filter((name) => RUN_NAME.test(name))
    .toReversed();
}

/**
 * The run that continues if two meet: its start and its execution. Written once, into the folder of the affected run.
 */
const turnSchema = z.object({ startedAt: z.string(), arn: z.string() });
type Turn = z.infer<typeof turnSchema>;

const TURN_FILE = 'turn.json';

async function turnOf(run: RunFolder): Promise<Turn | undefined> {
  return turnSchema.safeParse(await readRunDocument(run, TURN_FILE)).data;
}

/** Gives the turn of a run to itself or to another one, unless it was given before; returns who has it. */
async function agreeOnTurn(run: RunFolder, turn: Turn): Promise<Turn> {
  return (await writeRunDocument(run, TURN_FILE, turn)) === 'created' ? turn : ((await turnOf(run)) ?? turn);
}

/**
 * The state machine of an execution: `arn:<partition>:states:<region>:<account>:execution:<machine>:<name>` without the
 * name.
 */
function machineOf(arn: string): string {
  return /^(arn:(?:[^:]*:){5}[^:]*):[^:]+$/.exec(arn)?.[1] ?? '';
}

/** The state of a run: its last document, or the execution that is still running, or neither. */
async function lookAt(
  run: RunFolder,
  { execution, executions, lastDocument }: BeginRun,
): Promise<{ readonly document?: unknown; readonly running?: Turn }> {
  const document = await readRunDocument(run, lastDocument);
  if (document !== undefined) return { document };
  const arn = await executionOf(run);
  // This stack may not ask about executions of another stack that used the bucket before; none of them is running now.
  if (arn === undefined || machineOf(arn) !== machineOf(execution.arn)) return {};
  if (await executions.isRunning(arn)) return { running: { startedAt: run.startedAt, arn } };
  // It may have finished since the document was read above.
  return { document: await readRunDocument(run, lastDocument) };
}

/** The newest finished run among those that were started earlier, and the one in progress, if any. */
async function lookAtOlder(
  ask: BeginRun,
  older: readonly string[],
): Promise<{ readonly previous: FinishedRun | undefined; readonly rival: Turn | undefined }> {
  let previous: FinishedRun | undefined;
  for (const startedAt of older) {
    if (previous !== undefined && Date.parse(previous.startedAt) - Date.parse(startedAt) > LATE_MS) break;
    const run = { ...ask.run, startedAt };
    const { document, running } = await lookAt(run, ask);
    if (document !== undefined) previous ??= { startedAt, document };
    if (running === undefined) continue;
    const turn = await turnOf(run);
    // A run that has yielded is about to end.
    if (turn === undefined || turn.arn === running.arn) return { previous, rival: running };
  }
  return { previous, rival: undefined };
}

/** Makes runs that were started later yield; returns the one that cannot, because it is already at work. */
async function overtakeYounger(ask: BeginRun, younger: readonly string[], own: Turn): Promise<Turn | undefined> {
  for (const startedAt of younger) {
    const run = { ...ask.run, startedAt };
    const { running } = await lookAt(run, ask);
    if (running !== undefined && (await agreeOnTurn(run, own)).arn === running.arn) return running;
  }
  return undefined;
}

/**
 * Begins a run: writes `started.json`, then looks for other runs in progress. A state machine may be started twice, by
 * a schedule that delivers at least once or by an operator. Then the older run continues and the younger one yields,
 * unless the older one was so late that the younger one is already at work. Both write before they look, so at least
 * one sees the other, and `turn.json`, which is written once, makes them agree.
 */
export async function beginRun(ask: BeginRun): Promise<Beginning> {
  const { run, execution, started } = ask;
  const own = { startedAt: run.startedAt, arn: execution.arn };
  if ((await writeRunDocument(run, 'started.json', started)) === 'exists') {
    // Written by an attempt at this step that broke off, or by an execution that began in the same millisecond.
    const other = await executionOf(run);
    if (other !== undefined && other !== own.arn) return { begun: false, to: run.startedAt, execution: other };
  }
  const runs = await runsIn(run, new Date(Date.parse(run.startedAt) - LOOK_BACK_MS));
  const { previous, rival } = await lookAtOlder(
    ask,
    runs.filter((startedAt) => startedAt < own.startedAt),
  );
  const given = await turnOf(run);
  const younger = runs.filter((startedAt) => startedAt > own.startedAt);
  const turn = given ?? (await agreeOnTurn(run, rival ?? (await overtakeYounger(ask, younger, own)) ?? own));
  return turn.arn === own.arn ? { begun: true, previous } : { begun: false, to: turn.startedAt, execution: turn.arn };
}
