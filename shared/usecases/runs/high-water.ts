import { createHash } from 'node:crypto';
import { inventoryFolder } from '#shared/domain/bucket/bucket-layout.ts';
import {
  expectationFalls,
  type Fall,
  type HighWaterMark,
  type KnownInventory,
  parseMark,
} from '#shared/domain/runs/high-water-mark.ts';
import { inSpansOf, journalFalls } from '#shared/domain/runs/journal-spans.ts';
import { earlier } from '#shared/domain/text/instant.ts';
import { countJournal } from './count-journal.ts';
import type { HighWaterState } from './high-water-state.ts';
import type { PhaseResult, Run, RunState } from './run.ts';
import { RUN_DOCUMENTS, type RunKindName } from './run-documents.ts';
import { keyInRun } from './run-file.ts';

/** The kinds of run that keep a mark. */
const KINDS = Object.keys(RUN_DOCUMENTS) as readonly RunKindName[];

async function readMarks(kind: RunKindName, { cloud, on }: Run): Promise<HighWaterState> {
  const texts = await Promise.all(KINDS.map((each) => on.marks.read(each, cloud)));
  const parsed = KINDS.map((each, index) => {
    const text = texts[index];
    return { each, mark: text === undefined ? undefined : parseMark(text) };
  });
  const marks = parsed.flatMap(({ mark }) => (mark === undefined || mark === 'unreadable' ? [] : [mark]));
  const own = parsed.find(({ each }) => each === kind)?.mark;
  return {
    marks,
    ...(own !== undefined && own !== 'unreadable' && { comparedWith: own.run }),
    journal: { counts: {}, until: '', done: false },
    fallen: parsed.flatMap(({ each, mark }) => (mark === 'unreadable' ? [{ what: 'mark', of: each } as const] : [])),
  };
}

async function manifestHash({ cloud, folder }: Run, startedAt: string): Promise<string | undefined> {
  const key = keyInRun({ folder: inventoryFolder(cloud), startedAt }, RUN_DOCUMENTS.inventory.lastDocument);
  const object = await folder.store.read(key, folder.signal);
  return object && createHash('sha256').update(object.body).digest('hex');
}

async function manifestFalls(run: Run, marks: readonly HighWaterMark[]): Promise<readonly Fall[]> {
  const known = new Map(marks.flatMap(({ inventory }) => (inventory ? [[inventory.started_at, inventory]] : [])));
  const falls: Fall[] = [];
  for (const { started_at, sha256, assets } of known.values()) {
    const hash = await manifestHash(run, started_at);
    if (hash === sha256) continue;
    falls.push({ what: 'manifest', run: started_at, assets, found: hash === undefined ? 'nothing' : 'another' });
  }
  return falls;
}

/**
 * The first phase of every run: reads the marks, then looks whether the bucket still holds as much of manifests and
 * journal. First, because the run itself adds to the journal.
 */
export async function compareWithMarks<State extends RunState>(
  kind: RunKindName,
  run: Run,
  state: State,
): Promise<Exclude<PhaseResult<State>, { next: 'done' }>> {
  const { cloud, on } = run;
  const before = state.highWater ?? (await readMarks(kind, run));
  const spansOf = before.marks.map((mark) => mark.run).reduce(earlier, run.folder.startedAt);
  const journal = await countJournal({ ...on, cloud, spansOf, now: on.now() }, before.journal);
  if (!journal.done) return { next: 'continue', state: { ...state, highWater: { ...before, journal } } };
  const fallen = [
    ...before.fallen,
    ...(await manifestFalls(run, before.marks)),
    ...journalFalls(before.marks, journal.counts),
  ];
  const counts = inSpansOf(run.folder.startedAt, journal.counts);
  return { next: 'next-phase', state: { ...state, highWater: { ...before, journal: { ...journal, counts }, fallen } } };
}

/** What a run found besides the journal. */
export interface HighWaterFound {
  readonly expected?: HighWaterMark['expected'];
}

/** What the report of a run says about the marks. */
export function comparedFields({ marks, fallen, comparedWith }: HighWaterState, { expected }: HighWaterFound = {}) {
  const had = marks.find((mark) => mark.expected !== undefined)?.expected;
  return {
    fallen: [...fallen, ...(expected === undefined ? [] : expectationFalls(had, expected))],
    ...(comparedWith !== undefined && { compared_with: comparedWith }),
  };
}

/**
 * Records what a run found, as its last act. Only if no record is missing: no run lowers a mark.
 *
 * @param inventory the newest finished inventory, whose manifest is in the bucket
 */
export async function raiseMark(
  kind: RunKindName,
  run: Run,
  { journal }: HighWaterState,
  {
    fallen,
    inventory,
    expected,
  }: HighWaterFound & {
    readonly fallen: readonly Fall[];
    readonly inventory: Omit<KnownInventory, 'sha256'> | undefined;
  },
): Promise<void> {
  if (fallen.length > 0) return;
  const { cloud, folder, on } = run;
  const sha256 = inventory === undefined ? undefined : await manifestHash(run, inventory.started_at);
  const mark: HighWaterMark = {
    v: 1,
    run: folder.startedAt,
    ...(inventory !== undefined && sha256 !== undefined && { inventory: { ...inventory, sha256 } }),
    ...(expected !== undefined && { expected }),
    journal: journal.counts,
  };
  await on.marks.write(kind, cloud, JSON.stringify(mark));
}
