import { gzipSync } from 'node:zlib';
import { shardFile } from '#shared/domain/bucket/bucket-layout.ts';
import type { Job } from '#shared/domain/jobs/job.ts';
import { jobOf } from '#shared/domain/jobs/queue-message.ts';
import type { VerifyReport } from '#shared/domain/verify/verify-documents.ts';
import type { RunOutcome } from '#shared/usecases/runs/run.ts';
import { VERIFY } from '#shared/usecases/verify/verify.ts';
import type { VerifyDependencies, VerifyInput, VerifyState } from '#shared/usecases/verify/verify-state.ts';
import { someBytes } from '#test/doubles/byte-sources.ts';
import { driveRun } from '#test/doubles/drive-run.ts';
import type { MemoryLibrary } from '#test/doubles/memory-library.ts';
import { type RunDoubles, runDoubles } from '#test/doubles/run-doubles.ts';
import { workerRun } from '#test/doubles/worker-run.ts';
import { manifest } from '../progress/run-files.ts';

export const STARTED_AT = '2026-11-21T02:30:00.000Z';
const ARN = 'arn:aws:states:eu-central-1:123456789012:execution:Verify:run-1';
const MAX_RETRIES = 5;

/** How a run is driven. */
export interface Drive {
  readonly input?: Partial<VerifyInput>;
  readonly from?: VerifyState | undefined;
  readonly overrides?: Partial<VerifyDependencies>;
  readonly startedAt?: string;
  readonly arn?: string;
  /** What happens while the state machine waits; by default the worker does its work. */
  readonly whileWaiting?: () => Promise<void>;
  /** Called with each state that is passed to the next step. */
  readonly onState?: (state: VerifyState) => void;
}

/** A bucket that the worker has filled from a library, and verify runs over it. */
export interface VerifyRig extends RunDoubles {
  readonly library: MemoryLibrary;
  /** Reports that were published. */
  readonly published: VerifyReport[];
  steps: number;
  /** Uploads an asset of random bytes, and backs it up. */
  upload(publicId: string, length?: number): Promise<string>;
  /** Does jobs as the worker does. */
  work(jobs: readonly Job[]): Promise<void>;
  /** Makes the worker do the jobs on the queues. */
  workOff(): Promise<void>;
  /** Keys under `pipeline/res/`. */
  revisions(): readonly string[];
  bodyAt(key: string): Uint8Array;
  /** Changes the bytes of an object, and its ETag with them. */
  change(key: string, body?: Uint8Array): void;
  /** Changes bytes under an ETag that stays. */
  rot(key: string): void;
  /** What the verify run has written last to a file in its folder. */
  written(file: string): unknown;
  /** Drives an execution to its end, as the state machine does: failed steps are tried again. */
  drive(drive?: Drive): Promise<RunOutcome<VerifyReport>>;
  /** Drives an execution to its end, and returns its report. */
  verify(drive?: Drive): Promise<VerifyReport>;
}

export function verifyRig(): VerifyRig {
  const doubles = runDoubles();
  const { store, queues, clock } = doubles;
  const worker = workerRun();
  const published: VerifyReport[] = [];
  let seed = 10;
  const rig: VerifyRig = {
    ...doubles,
    library: worker.library,
    published,
    steps: 0,
    upload: async (publicId, length = 500) => {
      worker.library.clock += 1;
      worker.library.upload(publicId, someBytes(length, seed++));
      const before = new Set(rig.revisions());
      await rig.work(worker.library.jobs.slice(-1));
      const [key = ''] = rig.revisions().filter((each) => !before.has(each));
      return key;
    },
    work: async (jobs) => {
      // Never two journal objects of one millisecond with the same entropy.
      const { entropy } = doubles.dependencies();
      // Nothing waits here: what Cloudinary does not have is confirmed at once.
      const retry = { baseSeconds: 0, capSeconds: 0 };
      const failed = await worker.work(jobs, { store, now: clock.now, entropy, retry });
      if (failed.length > 0) throw new Error(`Jobs failed: ${JSON.stringify(worker.failures)}`);
    },
    workOff: async () => {
      const bodies = [...queues.take('bulk'), ...queues.take('large')];
      const jobs = bodies.map(jobOf).filter((job) => job !== undefined);
      if (jobs.length > 0) await rig.work(jobs);
    },
    revisions: () => [...store.objects.keys()].filter((key) => key.startsWith('pipeline/res/')).sort(),
    bodyAt: (key) => store.objects.get(key)?.body ?? new Uint8Array(),
    change: (key, body = someBytes(rig.bodyAt(key).length, 99)) =>
      store.place(key, body, store.objects.get(key)?.options.metadata),
    rot: (key) => {
      const held = store.objects.get(key);
      const body = rig.bodyAt(key).slice();
      body[3] = 255 - (body[3] ?? 0);
      if (held !== undefined) store.objects.set(key, { ...held, body });
    },
    written: (file) => {
      const [, body] = [...store.bodies('pipeline/reports/')].findLast(([key]) => key.endsWith(`/${file}`)) ?? [];
      return JSON.parse(String(body));
    },
    drive: async ({ input = {}, from, overrides, startedAt, arn = ARN, whileWaiting = rig.workOff, onState } = {}) => {
      if (startedAt !== undefined) clock.set(startedAt);
      const publish = async (report: VerifyReport): Promise<void> => void published.push(report);
      const { outcome } = await driveRun(VERIFY, {
        execution: { arn, startedAt: startedAt ?? STARTED_AT },
        input: { cloud: 'demo', reason: 'operator', ...input },
        from,
        on: () => {
          rig.steps += 1;
          return { ...doubles.dependencies(), publish, ...overrides };
        },
        wait: async (until) => {
          clock.set(until);
          await whileWaiting();
        },
        ...(onState !== undefined && { handedOn: onState }),
        failed: (error, retries) => {
          if (retries > MAX_RETRIES) throw error;
        },
      });
      return outcome;
    },
    verify: async (drive) => {
      const outcome = await rig.drive(drive);
      if (outcome.ended !== 'finished') throw new Error('The run has yielded.');
      return outcome.report;
    },
  };
  clock.set('2026-11-20T09:00:00.000Z');
  return rig;
}

/** Fills a bucket with a number of assets of 500 bytes; returns their keys. */
export async function fill(rig: VerifyRig, count: number): Promise<readonly string[]> {
  const keys: string[] = [];
  for (let index = 0; index < count; index += 1) keys.push(await rig.upload(`photo-${String(index).padStart(3, '0')}`));
  rig.clock.set(STARTED_AT);
  return keys;
}

/** What a run found, by key. */
export function mendings({ problems }: VerifyReport): Record<string, string> {
  return Object.fromEntries(problems.map(({ key, problem, mending }) => [key, `${problem}, ${mending}`]));
}

/** Writes an inventory that had finished before the run, with these lines in its only file. */
export function placeInventory({ store }: VerifyRig, lines: readonly string[], assets = lines.length): void {
  const name = '2026-11-20T02:30:00.000Z';
  const folder = `pipeline/inventory/demo/${name}/`;
  const parts = [lines.length, 0].map((rows, number) => ({ shard: 0, number, rows, bytes: 1, md5: '' }));
  store.place(`${folder}manifest.json`, Buffer.from(JSON.stringify({ ...manifest(name, { assets }), parts })));
  store.place(folder + shardFile('part', 0, 0), gzipSync(lines.map((line) => `${line}\n`).join('')));
}
