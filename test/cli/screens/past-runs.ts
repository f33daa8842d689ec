import { cloudStatus } from '#cli/status/cloud-status.ts';
import { RUN_VIEWS } from '#cli/status/status-work.ts';
import { runKey } from '#shared/domain/bucket/bucket-layout.ts';
import { RUN_DOCUMENTS, type RunKindName } from '#shared/usecases/runs/run-documents.ts';
import { executionOf } from '#test/usecases/progress/run-files.ts';
import { memoryRuns } from '../memory-runs.ts';

/** What the bucket holds of a run: its kind and name, and what it wrote first and last. */
export type PastRun = readonly [
  kind: RunKindName,
  name: string,
  started?: object | undefined,
  last?: object | undefined,
];

/**
 * The status of a cloud with some runs in its bucket.
 *
 * @param running the kinds with an execution of that name in progress
 */
export function statusOf(
  past: readonly PastRun[],
  now: Date,
  { cloud = 'demo', running = [] as readonly RunKindName[], name = now.toISOString(), stack = 'CloudinaryBackup' } = {},
) {
  const inProgress = (arn: string) =>
    running.filter((kind) => kind === arn).map(() => ({ arn: executionOf(name), startedAt: new Date(name), cloud }));
  const runs = { ...memoryRuns({ running: async (arn) => inProgress(arn) }), stackName: stack };
  for (const [kind, run, first, last] of past) {
    for (const [file, document] of [
      ['started.json', first],
      [RUN_DOCUMENTS[kind].lastDocument, last],
    ] as const) {
      const key = runKey(RUN_DOCUMENTS[kind].folder(cloud), run, file);
      if (document !== undefined) runs.reader.place(key, Buffer.from(JSON.stringify(document)));
    }
  }
  const machines = RUN_VIEWS.map((view) => ({ view, machineArn: view.kind }));
  return cloudStatus(cloud, 5, machines, runs, now);
}
