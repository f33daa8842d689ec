import { verifyFolder } from '../../domain/bucket/bucket-layout.ts';
import { shardCountFor } from '../../domain/runs/shards.ts';
import { type VerifyStarted, verifyStartedSchema } from '../../domain/verify/verify-documents.ts';
import { type Beginning, beginRun } from '../runs/begin-run.ts';
import { type RunFolder, readRunDocument } from '../runs/run-file.ts';
import type { RunExecution } from '../runs/step.ts';
import { newestInventory } from './newest-inventory.ts';
import type { VerifyDependencies, VerifyInput } from './verify-run.ts';

/** A run's last document. */
export const REPORT_FILE = 'report.json';

/** Where no inventory tells how large the library is. */
const SHARDS_OF_UNKNOWN = 16;
/** Revisions for each asset, older ones included, about. */
const REVISIONS_PER_ASSET = 1.5;

/** Begins a run, unless an older one of the same cloud still goes on. */
export async function beginVerify(
  execution: RunExecution,
  { cloud, reason, readData, mend = true }: VerifyInput,
  dependencies: VerifyDependencies,
): Promise<Beginning> {
  const { executions } = dependencies;
  const inventory = await newestInventory(cloud, dependencies);
  const revisions = inventory && inventory.completeness.assets * REVISIONS_PER_ASSET;
  const started: VerifyStarted = {
    v: 1,
    cloud,
    started_at: execution.startedAt,
    execution: execution.arn,
    reason,
    mend,
    shards: revisions === undefined ? SHARDS_OF_UNKNOWN : shardCountFor(revisions),
    ...(readData !== undefined && { read_data: readData }),
    ...(inventory !== undefined && { inventory: inventory.started_at }),
  };
  const run = runFolderOf(cloud, execution.startedAt, dependencies);
  return beginRun({ run, execution, executions, started, lastDocument: REPORT_FILE });
}

/** The folder of a run. */
export function runFolderOf(
  cloud: string,
  startedAt: string,
  { store, writtenBy, signal }: VerifyDependencies,
): RunFolder {
  return { folder: verifyFolder(cloud), startedAt, store, writtenBy, signal };
}

/** With what a run has begun: an attempt at its first step that broke off may have seen another inventory. */
export async function readStarted(run: RunFolder): Promise<VerifyStarted> {
  return verifyStartedSchema.parse(await readRunDocument(run, 'started.json'));
}
