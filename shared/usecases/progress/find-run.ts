import { runKey } from '#shared/domain/bucket/bucket-layout.ts';
import type { BucketReader } from '../bucket-reader.ts';
import { RUN_DOCUMENTS, type RunKindName } from '../runs/run-documents.ts';
import { readDocument } from './read-document.ts';

/** How far the clock that names a run may be from the one that tells when its execution began, in milliseconds. */
const TOLERANCE_MS = 5_000;

/** The name of a run is the last segment of its folder. */
export function runNameOf(folder: string): string {
  return folder.slice(0, -1).slice(folder.slice(0, -1).lastIndexOf('/') + 1);
}

/**
 * The name of the run that an execution makes, which is the moment of its start; `undefined` while it has written
 * nothing. Its first file names the execution, so that nobody depends on two services telling one moment alike.
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
