import { createHash } from 'node:crypto';
import { beforeEach } from 'vitest';
import type { CurrentAsset } from '#shared/domain/asset/revision.ts';
import type { Job, RenameJob, RevisionJob } from '#shared/domain/jobs/job.ts';
import type { JournalEntry, Unrecorded } from '#shared/domain/journal/journal-entry.ts';
import { readJournalFile } from '#shared/domain/journal/journal-file.ts';
import { asQueueSafeJson } from '#shared/domain/text/queue-safe-json.ts';
import type { QueueName } from '#shared/usecases/queue-name.ts';
import { RecentWork } from '#shared/usecases/worker/recent-work.ts';
import { workOnBatch } from '#shared/usecases/worker/work-on-batch.ts';
import type { WorkContext } from '#shared/usecases/worker/worker-context.ts';
import type {
  Cause,
  ReceivedMessage,
  WorkedMessage,
  WorkerDependencies,
} from '#shared/usecases/worker/worker-dependencies.ts';
import { MemoryLibrary } from './memory-library.ts';
import { MemoryObjectStore } from './memory-object-store.ts';

export function messageOf(job: unknown, overrides: Partial<ReceivedMessage> = {}): ReceivedMessage {
  const body = asQueueSafeJson(job);
  const id = createHash('sha256').update(body).digest('hex').slice(0, 16);
  return { id, body, receiveCount: 1, sentAt: new Date(), queue: 'live', ...overrides };
}

/** A failed message, with its delay. */
interface Failure {
  readonly message: WorkedMessage;
  readonly error: unknown;
  readonly seconds: number;
  readonly cloud: string | undefined;
  readonly cause: Cause;
}

/** Everything that the worker's use cases need, in memory. What they did is in lists, in order. */
export function workerRun(library = new MemoryLibrary(), store = new MemoryObjectStore()) {
  const cloud = { api: library, rules: {}, nativeBackup: false };
  const failures: Failure[] = [];
  const notDelayed: unknown[] = [];
  const recorded: Unrecorded[] = [];
  /** For each recorded entry, what asked for it, and when it was recorded. */
  const recordings: { cause: Cause; at: Date }[] = [];
  const forwarded: Job[] = [];
  /** What was sent again, to wait. */
  const waiting: { queue: QueueName; job: Job; seconds: number }[] = [];
  /** The reports of that. */
  const waits: Omit<Failure, 'seconds'>[] = [];
  const delays: { id: string; seconds: number }[] = [];
  const recent = new RecentWork();
  let written = 0;
  let drawn = 0;
  const dependencies = (overrides: Partial<WorkerDependencies> = {}): WorkerDependencies => ({
    clouds: new Map([['demo', cloud]]),
    store,
    recent,
    retry: { baseSeconds: 30, capSeconds: 3600 },
    concurrency: 10,
    writtenBy: { 'request-id': 'request-1' },
    reports: {
      recorded: (entry, cause, at) => {
        recorded.push(entry);
        recordings.push({ cause, at });
      },
      failed: (message, error, seconds, from) => void failures.push({ message, error, seconds, ...from }),
      sentAgain: (message, error, _, from) => void waits.push({ message, error, ...from }),
      notDelayed: (_, error) => void notDelayed.push(error),
    },
    deadline: new AbortController().signal,
    now: () => new Date(Date.UTC(2026, 10, 20, 9) + written++ * 1000),
    random: () => 0.5,
    entropy: () => createHash('sha256').update(`worker ${drawn++}`).digest().subarray(0, 10),
    forward: async (job) => void forwarded.push(job),
    sendAgain: async (queue, jobs, seconds) => void waiting.push(...jobs.map((job) => ({ queue, job, seconds }))),
    delay: async ({ id }, seconds) => void delays.push({ id, seconds }),
    ...overrides,
  });
  return {
    library,
    store,
    failures,
    notDelayed,
    recorded,
    recordings,
    forwarded,
    waiting,
    waits,
    delays,
    dependencies,
    /** The context of one message: a live one that was received for the first time, by default. */
    context: (overrides: Partial<WorkContext> = {}): WorkContext => ({
      cloud,
      queue: 'live',
      store,
      writtenBy: { 'request-id': 'request-1' },
      // Without a pause, what Cloudinary does not have is confirmed at once.
      retry: { baseSeconds: 0, capSeconds: 0 },
      attempt: 1,
      mayBeStored: false,
      signal: new AbortController().signal,
      now: () => new Date(),
      ...overrides,
    }),
    /** Works on a batch of jobs, each received for the first time. */
    work: (jobs: readonly Job[], overrides?: Partial<WorkerDependencies>) =>
      workOnBatch(
        jobs.map((job) => messageOf(job)),
        dependencies(overrides),
      ),
    /** The whole journal, in the order of its keys. */
    journal: (): readonly JournalEntry[] =>
      [...store.bodies('pipeline/journal/').values()].flatMap((body) =>
        readJournalFile(body, (line) => {
          throw new Error(`Line ${line} of the journal cannot be read.`);
        }),
      ),
  };
}

export type WorkerRun = ReturnType<typeof workerRun>;

/** The run of the present test, in files that use {@link useWorkerRun}. */
export let run: WorkerRun;

/** Makes a new {@link run} for each test of a file. */
export function useWorkerRun(): void {
  beforeEach(() => {
    run = workerRun();
  });
}

/** The last job of a library, which must be of that kind. */
export function lastRevisionJob({ jobs }: MemoryLibrary): RevisionJob {
  const job = jobs.at(-1);
  if (job?.job !== 'revision') throw new Error('The last job copies no revision.');
  return job;
}

export function lastRenameJob({ jobs }: MemoryLibrary): RenameJob {
  const job = jobs.at(-1);
  if (job?.job !== 'rename') throw new Error('The last job is no rename.');
  return job;
}

/**
 * What Cloudinary says about an asset of {@link run}, which must exist; from now on with these changes of its revision.
 */
export async function currentWith(
  asset: Parameters<MemoryLibrary['currentAsset']>[0],
  revision: Partial<CurrentAsset['revision']>,
): Promise<CurrentAsset> {
  const { library } = run;
  const current = await library.currentAsset(asset);
  if (current === undefined) throw new Error('There is no such asset.');
  const changed = { ...current, revision: { ...current.revision, ...revision } };
  library.currentAsset = async () => changed;
  return changed;
}
