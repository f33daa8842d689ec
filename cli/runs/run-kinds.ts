import type * as z from 'zod/mini';
import { completenessFolder, runKey, verifyFolder } from '#shared/domain/bucket/bucket-layout.ts';
import { needingAttention } from '#shared/domain/inventory/completeness.ts';
import { completenessText } from '#shared/domain/inventory/completeness-text.ts';
import { completenessReportSchema, type Manifest } from '#shared/domain/inventory/inventory-documents.ts';
import { plural } from '#shared/domain/text/figure-text.ts';
import { type VerifyReport, verifyReportSchema } from '#shared/domain/verify/verify-documents.ts';
import { verifyText } from '#shared/domain/verify/verify-text.ts';
import { InventoryGauge } from '#shared/usecases/progress/inventory-figures.ts';
import { inventoryProgress } from '#shared/usecases/progress/inventory-progress.ts';
import { readDocument } from '#shared/usecases/progress/read-document.ts';
import { newestRuns, runsOf } from '#shared/usecases/progress/runs-of.ts';
import { verifyProgress } from '#shared/usecases/progress/verify-progress.ts';
import { RUN_DOCUMENTS, type RunDocuments, type RunKindName } from '#shared/usecases/runs/run-documents.ts';
import { USUAL_RESERVE } from '../backup/library-preview.ts';
import { ageText } from '../console/age-text.ts';
import { inventoryLine, inventoryProgressDocument } from './inventory-line.ts';
import { type ResultView, type RunHistory, runHistory } from './run-history.ts';
import type { StackRuns } from './stack-runs.ts';
import { verifyLine, verifyProgressDocument } from './verify-line.ts';

/** How far a run is: in a line for people, and for scripts. */
export interface RunPosition {
  readonly line: string;
  readonly document: Readonly<Record<string, unknown>>;
}

/** What a finished run found: as it wrote it, for people, and whether nothing in it needs the operator. */
export interface RunReport {
  readonly document: unknown;
  readonly text: string;
  readonly isFine: boolean;
}

/** Everything that the commands need to know about a kind of run. */
export interface RunKind {
  /** As the bucket and `--json` name it. */
  readonly kind: RunKindName;
  /** The command that starts it. */
  readonly command: string;
  /** The output of the stack that names its state machine. */
  readonly machineOutput: string;
  /** What `status` calls its runs: in text, and in JSON. */
  readonly title: string;
  readonly list: string;
  /** Follows a run: gives what looks how far it is, time after time. */
  follow(cloud: string, name: string, runs: StackRuns): (now: Date) => Promise<RunPosition>;
  /** What a finished run found; `undefined` where it left no report. */
  report(cloud: string, name: string, runs: StackRuns): Promise<RunReport | undefined>;
  /** The newest runs of a cloud, at most `last`. */
  history(cloud: string, last: number, runs: StackRuns, now: Date): Promise<RunHistory>;
}

/** Its file in the bucket names more of what a run found. */
const MAX_NAMED = 20;

/** Backups are daily; two hours more are for those that take long. */
const MAX_AGE_MS = 26 * 3_600_000;

function reportIn<Schema extends z.ZodMiniType>(
  folder: (cloud: string) => string,
  schema: Schema,
  view: (report: z.infer<Schema>) => Omit<RunReport, 'document'>,
): RunKind['report'] {
  return async (cloud, name, { reader, signal }) => {
    const document = await readDocument(reader, runKey(folder(cloud), name, 'report.json'), schema, signal);
    return document === undefined ? undefined : { document, ...view(document) };
  };
}

function historyOf<
  Started extends { readonly reason: string; readonly execution: string },
  Result extends { readonly finished_at: string },
>(documents: RunDocuments<Started, Result>, view: ResultView<Result>): RunKind['history'] {
  return async (cloud, last, runs, now) =>
    runHistory(view, await newestRuns(runsOf(documents, cloud, runs), last), now);
}

function staleness(newest: Manifest | undefined, now: Date): readonly string[] {
  if (newest === undefined) return ['No backup has finished yet.'];
  const finishedAt = new Date(newest.finished_at);
  if (now.getTime() - finishedAt.getTime() <= MAX_AGE_MS) return [];
  return [`No backup has finished since ${finishedAt.toISOString()}, ${ageText(finishedAt, now)} ago.`];
}

/** How many of the problems that a verify run found are still there. */
function unmendedProblems({ missing, different, corrupt, mended }: VerifyReport): number {
  return missing + different + corrupt - mended;
}

/** Inventory runs: they list, compare, and have what is missing copied. */
export const INVENTORY: RunKind = {
  kind: 'inventory',
  command: 'backup',
  machineOutput: 'InventoryStateMachineArn',
  title: 'Backups',
  list: 'inventories',
  follow: (cloud, name, { reader, pending, signal }) => {
    const gauge = new InventoryGauge(new Date(name), USUAL_RESERVE);
    return async (now) => {
      const progress = await inventoryProgress(reader, { cloud, name }, signal);
      const figures = gauge.read(progress, await pending(), now);
      return { line: inventoryLine(figures), document: inventoryProgressDocument(figures) };
    };
  },
  report: reportIn(completenessFolder, completenessReportSchema, (report) => ({
    text: completenessText({ ...report, examples: report.examples.slice(0, MAX_NAMED) }),
    isFine: needingAttention(report.completeness) === 0,
  })),
  history: historyOf(RUN_DOCUMENTS.inventory, {
    columns: [
      ['assets', ({ completeness }) => completeness.assets],
      ['protected', ({ completeness }) => completeness.protected],
      ['unprotected', ({ completeness }) => completeness.unprotected],
      ['queued', ({ tally }) => tally.queued],
      ['untold changes', ({ tally }) => tally.observed],
    ],
    fields: ['completeness', 'tally'],
    attention: (newest, now) => {
      const unprotected = newest === undefined ? 0 : needingAttention(newest.completeness);
      const left = `The newest backup left ${plural(unprotected, 'asset')} unprotected.`;
      return [...staleness(newest, now), ...(unprotected > 0 ? [left] : [])];
    },
  }),
};

/** Verify runs: they compare the bucket with its journal. */
export const VERIFY: RunKind = {
  kind: 'verify',
  command: 'verify',
  machineOutput: 'VerifyStateMachineArn',
  title: 'Verify runs',
  list: 'verifies',
  follow:
    (cloud, name, { reader, signal }) =>
    async (now) => {
      const progress = await verifyProgress(reader, { cloud, name }, signal);
      return { line: verifyLine(progress), document: verifyProgressDocument(progress, now) };
    },
  report: reportIn(verifyFolder, verifyReportSchema, (report) => ({
    text: verifyText({ ...report, problems: report.problems.slice(0, MAX_NAMED) }),
    isFine: unmendedProblems(report) <= 0,
  })),
  history: historyOf(RUN_DOCUMENTS.verify, {
    columns: (['expected', 'missing', 'different', 'corrupt', 'mended'] as const).map((name) => [
      name,
      (report) => report[name],
    ]),
    fields: ['expected', 'missing', 'different', 'corrupt', 'mended', 'read'],
    attention: (newest) => {
      const damaged = newest === undefined ? 0 : unmendedProblems(newest);
      if (damaged <= 0) return [];
      return [
        `The newest verify run found ${plural(damaged, 'problem')} that ${damaged === 1 ? 'is' : 'are'} not mended.`,
      ];
    },
  }),
};

/** The kinds of runs, in the order in which `status` shows them. */
export const RUN_KINDS: readonly RunKind[] = [INVENTORY, VERIFY];

/**
 * Follows whichever run of a cloud it is asked about: after a run has yielded, that is another one.
 *
 * @returns what looks how far the run of a name is; without a name, it has written nothing yet
 */
export function runGauge({ follow }: RunKind, cloud: string, runs: StackRuns) {
  let followed: { readonly name: string; readonly look: (now: Date) => Promise<RunPosition> } | undefined;
  return async (name: string | undefined, now: Date): Promise<RunPosition> => {
    if (name === undefined) {
      return { line: `${cloud}: starting`, document: { at: now.toISOString(), phase: 'starting', started_at: null } };
    }
    if (followed?.name !== name) followed = { name, look: follow(cloud, name, runs) };
    const { line, document } = await followed.look(now);
    return { line: `${cloud}: ${line}`, document: { started_at: name, ...document } };
  };
}
