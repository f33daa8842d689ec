import * as z from 'zod/mini';
import type { FinishedRun, RunExecution } from './run.ts';
import type { Executions } from './run-dependencies.ts';
import { type RunFolder, readRunDocument, writeRunDocument } from './run-file.ts';

/** What came of beginning a run. */
export type Beginning =
  | { readonly begun: true; readonly previous: FinishedRun | undefined }
  /** Another run of the same folder is still going on: both would do the same. */
  | { readonly begun: false; readonly to: string; readonly execution: string };

/** What is asked for. */
export interface BeginRun {
  readonly run: RunFolder;
  readonly execution: RunExecution;
  readonly executions: Executions;
  /** `started.json`: with `execution`, the ARN, among its members. */
  readonly started: Readonly<Record<string, unknown>> & { readonly execution: string };
  /** The document that a run writes last. */
  readonly lastDocument: string;
}

/** Runs that began longer ago than this are not looked at, in milliseconds: an execution lives for a year at the most. */
const LOOK_BACK_MS = 400 * 86_400_000;
/** A run may begin so long after its execution that one which was started later has finished by then, in milliseconds. */
const LATE_MS = 2 * 86_400_000;

/** How a run's folder is called: when its execution was started. */
const RUN_NAME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z$/;

const startedSchema = z.object({ execution: z.string() });

/** The execution that a run says it belongs to. */
async function executionOf(run: RunFolder): Promise<string | undefined> {
  return startedSchema.safeParse(await readRunDocument(run, 'started.json')).data?.execution;
}

/** When the runs of a folder were started, newest first. */
export async function runsIn({ folder, store, signal }: Omit<RunFolder, 'startedAt' | 'writtenBy'>, since: Date) {
  const folders = await store.folders(folder, { after: `${folder}${since.toISOString()}`, signal });
  // Whoever may write to the bucket may make folders of other names.
  return folders
    .map((name) => name.slice(folder.length, -1))
    .filter((name) => RUN_NAME.test(name))
    .toReversed();
}

/** Which run goes on where two meet: its start and its execution. Written once, into the folder of the run that it is about. */
const turnSchema = z.object({ startedAt: z.string(), arn: z.string() });
type Turn = z.infer<typeof turnSchema>;

const TURN_FILE = 'turn.json';

async function turnOf(run: RunFolder): Promise<Turn | undefined> {
  return turnSchema.safeParse(await readRunDocument(run, TURN_FILE)).data;
}

/** Lets a run have a turn, its own or another's, unless that is settled; what it is then. */
async function agreeOnTurn(run: RunFolder, turn: Turn): Promise<Turn> {
  return (await writeRunDocument(run, TURN_FILE, turn)) === 'created' ? turn : ((await turnOf(run)) ?? turn);
}

/** The state machine of an execution: `arn:<partition>:states:<region>:<account>:execution:<machine>:<name>`, less the name. */
function machineOf(arn: string): string {
  return /^(arn:(?:[^:]*:){5}[^:]*):[^:]+$/.exec(arn)?.[1] ?? '';
}

/** What has become of a run: its last document, or the execution that is still at it, or neither. */
async function lookAt(
  run: RunFolder,
  { execution, executions, lastDocument }: BeginRun,
): Promise<{ readonly document?: unknown; readonly running?: Turn }> {
  const document = await readRunDocument(run, lastDocument);
  if (document !== undefined) return { document };
  const arn = await executionOf(run);
  // Of another stack that had this bucket, nobody here may ask; it does not run beside this one.
  if (arn === undefined || machineOf(arn) !== machineOf(execution.arn)) return {};
  if (await executions.isRunning(arn)) return { running: { startedAt: run.startedAt, arn } };
  // It may have come to its end since the look above.
  return { document: await readRunDocument(run, lastDocument) };
}

/** The newest finished run of those that began before, and the one that goes on, if any, as it began earlier. */
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
    // One that has yielded is on its way out.
    if (turn === undefined || turn.arn === running.arn) return { previous, rival: running };
  }
  return { previous, rival: undefined };
}

/** Lets runs that began later know that they have to yield; the one that cannot, as it goes on already. */
async function overtakeYounger(ask: BeginRun, younger: readonly string[], own: Turn): Promise<Turn | undefined> {
  for (const startedAt of younger) {
    const run = { ...ask.run, startedAt };
    const { running } = await lookAt(run, ask);
    if (running !== undefined && (await agreeOnTurn(run, own)).arn === running.arn) return running;
  }
  return undefined;
}

/**
 * Begins a run: tells of itself by `started.json`, then looks for others that still go on. A state machine may be started
 * twice, by a schedule that delivers at least once or by an operator. The older run goes on, and the younger one yields,
 * unless the older one was so late that the younger one was at work already. Of two that tell of themselves before they
 * look, at least one sees the other; `turn.json`, which is written once, lets them agree.
 */
export async function beginRun(ask: BeginRun): Promise<Beginning> {
  const { run, execution, started } = ask;
  const own = { startedAt: run.startedAt, arn: execution.arn };
  if ((await writeRunDocument(run, 'started.json', started)) === 'exists') {
    // By an attempt at this step that broke off, or by an execution that began in the same millisecond.
    const other = await executionOf(run);
    if (other !== undefined && other !== own.arn) return { begun: false, to: run.startedAt, execution: other };
  }
  const runs = await runsIn(run, new Date(Date.parse(run.startedAt) - LOOK_BACK_MS));
  const { previous, rival } = await lookAtOlder(
    ask,
    runs.filter((startedAt) => startedAt < own.startedAt),
  );
  const settled = await turnOf(run);
  const younger = runs.filter((startedAt) => startedAt > own.startedAt);
  const turn = settled ?? (await agreeOnTurn(run, rival ?? (await overtakeYounger(ask, younger, own)) ?? own));
  return turn.arn === own.arn ? { begun: true, previous } : { begun: false, to: turn.startedAt, execution: turn.arn };
}
