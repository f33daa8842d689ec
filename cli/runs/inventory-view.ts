import { completenessFolder } from '#shared/domain/bucket/bucket-layout.ts';
import { actionableGaps } from '#shared/domain/inventory/completeness.ts';
import { completenessText } from '#shared/domain/inventory/completeness-text.ts';
import {
  type Completeness,
  completenessReportSchema,
  type Manifest,
} from '#shared/domain/inventory/inventory-documents.ts';
import { fallsIn } from '#shared/domain/runs/high-water-mark.ts';
import { countText, plural } from '#shared/domain/text/figure-text.ts';
import { inventoryProgress } from '#shared/usecases/progress/inventory-progress.ts';
import { InventoryRates } from '#shared/usecases/progress/inventory-rates.ts';
import { RUN_DOCUMENTS } from '#shared/usecases/runs/run-documents.ts';
import { commandLine } from '../executable.ts';
import { inventoryRunProgress } from './inventory-run-progress.ts';
import { missingRecordsConcern, recordsMissing, verdictOf } from './records-missing.ts';
import type { HistoryContext } from './run-history.ts';
import { historyOf, type RunView, reportIn, SHOWN_EXAMPLES } from './run-view.ts';

/** Inventory runs are daily; the two hours more are for long ones. */
const MAX_AGE_HOURS = 26;

const RUNBOOK = { findings: 'Assets unprotected', failed: 'Inventory failed' };

/** `1,200 of 1,200 assets protected` */
function summary(completeness: Completeness): string {
  const { assets, excluded, protected: proven, unprotected } = completeness;
  const hopeless = unprotected - actionableGaps(completeness);
  return [
    `${countText(proven)} of ${plural(assets - excluded, 'asset')} protected`,
    ...(hopeless > 0 ? [`${countText(hopeless)} cannot be copied`] : []),
  ].join(', ');
}

function staleness(newest: Manifest | undefined, { now, stackName }: HistoryContext): readonly string[] {
  const advice = `To start one: ${commandLine('backup', stackName)}`;
  if (newest === undefined) return [`No inventory run has finished yet. ${advice}`];
  const age = now.getTime() - new Date(newest.finished_at).getTime();
  if (age <= MAX_AGE_HOURS * 3_600_000) return [];
  return [
    `No inventory run has finished since ${newest.finished_at}. See docs/runbook.md, "Inventory not completed". ${advice}`,
  ];
}

/** How the commands show inventory runs. */
export const INVENTORY_VIEW: RunView = {
  kind: 'inventory',
  command: 'backup',
  noun: 'inventory run',
  list: 'inventory_runs',
  machineOutput: 'InventoryStateMachineArn',
  runbook: RUNBOOK,
  progressOf: (cloud, name, { reader, pending, quotaReserve, signal }) => {
    const rates = new InventoryRates(new Date(name), quotaReserve);
    return async (now) => {
      const progress = await inventoryProgress(reader, { cloud, name }, signal);
      return inventoryRunProgress(rates.measure(progress, await pending(), now));
    };
  },
  report: reportIn(completenessFolder, completenessReportSchema, (report, stackName) => ({
    text: completenessText(
      { ...report, examples: report.examples.slice(0, SHOWN_EXAMPLES) },
      commandLine('bucket check', stackName),
    ),
    summary: [...(fallsIn(report) > 0 ? [recordsMissing(fallsIn(report))] : []), summary(report.completeness)].join(
      ', ',
    ),
    verdict: verdictOf(report, actionableGaps(report.completeness) === 0),
  })),
  history: historyOf(RUN_DOCUMENTS.inventory, {
    title: 'inventory run',
    columns: [
      ['assets', ({ completeness }) => completeness.assets],
      ['unprotected', ({ completeness }) => completeness.unprotected],
      ['unreported', ({ tally }) => tally.unreported],
      ['queued', ({ tally }) => tally.queued],
    ],
    fields: ['completeness', 'tally'],
    summary: ({ completeness }) => summary(completeness),
    concerns: (newest, context) => {
      const unprotected = newest === undefined ? 0 : actionableGaps(newest.completeness);
      const left = `The newest inventory run left ${plural(unprotected, 'asset')} unprotected. See docs/runbook.md, "${RUNBOOK.findings}".`;
      const fallen = missingRecordsConcern('inventory run', newest?.fallen ?? 0);
      return [...staleness(newest, context), ...fallen, ...(unprotected > 0 ? [left] : [])];
    },
  }),
};
