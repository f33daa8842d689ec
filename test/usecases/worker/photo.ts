import { beforeEach } from 'vitest';
import { revisionKey } from '#shared/domain/bucket/bucket-layout.ts';
import { PipelineError } from '#shared/domain/errors.ts';
import type { RevisionJob } from '#shared/domain/jobs/job.ts';
import { byteSourceOf } from '#shared/usecases/byte-source.ts';
import { backUpRevision } from '#shared/usecases/worker/back-up-revision.ts';
import type { WorkContext } from '#shared/usecases/worker/worker-context.ts';
import { someBytes } from '#test/doubles/byte-sources.ts';
import type { LibraryCall } from '#test/doubles/memory-library.ts';
import { lastRevisionJob, run, useWorkerRun } from '#test/doubles/worker-run.ts';

export const BYTES = someBytes(1000);
export const OTHERS = someBytes(1000, 2);
export const FAILURE = new PipelineError('cloudinary-failed', 'The connection to Cloudinary broke.');

/** The job for the upload of {@link BYTES} as `a/photo`. */
export let job: RevisionJob;
export let key: string;

/** Uploads the photo before each test of a file. */
export function usePhoto(): void {
  useWorkerRun();
  beforeEach(() => {
    run.library.upload('a/photo', BYTES, { tags: ['x'] });
    job = lastRevisionJob(run.library);
    key = revisionKey('demo', job.asset, job.revision);
  });
}

export function backUp(overrides: Partial<WorkContext> = {}, what = job) {
  return backUpRevision(what, run.context(overrides));
}

/** A job whose revision lacks a field. */
export function without(field: 'etag' | 'version_id' | 'format', what = job): RevisionJob {
  const { [field]: _, ...revision } = what.revision;
  return { ...what, revision };
}

type Answer = Uint8Array | Error | undefined;

/** Gives a call these answers in turn, and then always the last one; `undefined` means what the library has. */
export function answer(call: LibraryCall, ...answers: readonly Answer[]): void {
  let asked = 0;
  run.library.intervene = (each) => {
    if (each !== call) return undefined;
    const given = answers[Math.min(asked++, answers.length - 1)];
    return given instanceof Uint8Array ? byteSourceOf(given) : given;
  };
}

/** Deletes the photo; the journal records it, so that its loss needs no confirmation. */
export async function destroyPhoto(): Promise<void> {
  run.library.destroy('a/photo');
  await run.work(run.library.jobs.slice(-1));
}
