import { completenessFolder, runKey } from '../../shared/domain/bucket/bucket-layout.ts';
import { needingAttention } from '../../shared/domain/inventory/completeness.ts';
import { completenessText } from '../../shared/domain/inventory/completeness-text.ts';
import {
  type CompletenessReport,
  completenessReportSchema,
} from '../../shared/domain/inventory/inventory-documents.ts';
import { InventoryGauge } from '../../shared/usecases/progress/inventory-figures.ts';
import { inventoryProgress } from '../../shared/usecases/progress/inventory-progress.ts';
import { readDocument } from '../../shared/usecases/progress/read-document.ts';
import { inventoryLine, inventoryProgressDocument } from '../runs/inventory-line.ts';
import type { RunGauge, RunWork } from '../runs/run-work.ts';
import type { StackRuns } from '../runs/stack-runs.ts';
import { USUAL_RESERVE } from './library-preview.ts';

/** More of the unprotected are in the report's file. */
const MAX_NAMED = 20;

/** Looks how far the inventory run of a cloud is. */
export function inventoryGauge(cloud: string, { reader, pending }: StackRuns, signal: AbortSignal): RunGauge {
  let gauge: { readonly name: string; readonly gauge: InventoryGauge } | undefined;
  return async (name, now) => {
    if (name === undefined) {
      return { line: `${cloud}: starting`, document: { at: now.toISOString(), phase: 'starting', started_at: null } };
    }
    // After a run has yielded, it is another one that is looked at.
    if (gauge?.name !== name) gauge = { name, gauge: new InventoryGauge(new Date(name), USUAL_RESERVE) };
    const progress = await inventoryProgress(reader, { cloud, name }, signal);
    const figures = gauge.gauge.read(progress, await pending(), now);
    const document = { started_at: name, ...inventoryProgressDocument(figures) };
    return { line: inventoryLine(cloud, figures), document };
  };
}

/** Backups as runs: what to start, how to look at them, what their report says. */
export function backupWork(
  machineArn: string,
  retry: boolean,
  runs: StackRuns,
  signal: AbortSignal,
): RunWork<CompletenessReport> {
  return {
    command: 'backup',
    kind: 'inventory',
    machineArn,
    input: (cloud) => ({ cloud, reason: 'operator', ...(retry && { retry }) }),
    gauge: (cloud) => inventoryGauge(cloud, runs, signal),
    report: (cloud, name) =>
      readDocument(
        runs.reader,
        runKey(completenessFolder(cloud), name, 'report.json'),
        completenessReportSchema,
        signal,
      ),
    text: (report) => completenessText({ ...report, examples: report.examples.slice(0, MAX_NAMED) }),
    isFine: ({ completeness }) => needingAttention(completeness) === 0,
  };
}
