import { runKey } from '#shared/domain/bucket/bucket-layout.ts';
import type { BucketReader } from '../bucket-reader.ts';
import { RUN_DOCUMENTS, type RunKindName } from '../runs/run-documents.ts';
import { readDocument } from './read-document.ts';

/** How much the clock that names a run may differ from the clock of Step Functions, in milliseconds. */
const TOLERANCE_MS = 5_000;

/** The name of a run: the last segment of its folder. */
export function runNameOf(folder: string): string {
  return folder.slice(0, -1).slice(folder.slice(0, -1).lastIndexOf('/') + 1);
}

/**
 * Finds the run that an execution makes, and returns its name: the moment of its start. The first file of a run names
 * the execution, because two services need not agree on that moment. `undefined` until the run has written that file.
 */
export async function findRun(
  reader: BucketReader,
  run: { readonly kind: RunKindName; readonly cloud: string; readonly execution: string; readonly startedAt: Date },
  signal: AbortSignal,
): Promise<string | undefined> {
  const { folder: folderOf, started: schema } = RUN_DOCUMENTS[run.kind];
  const parent = folderOf(run.cloud);
  const after = `${parent}${new Date(run.startedAt.getTime() - TOLERANCE_MS).toISOString()}`;
  for (const folder of await reader.folders(parent, { after, signal })) {
    const name = runNameOf(folder);
    const started = await readDocument(reader, runKey(parent, name, 'started.json'), schema, signal);
    if (started?.execution === run.execution) return name;
  }
  return undefined;
}
