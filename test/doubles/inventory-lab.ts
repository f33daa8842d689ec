import type { SelectionRules } from '#shared/domain/asset/selection-rules.ts';
import type { CompletenessReport } from '#shared/domain/inventory/inventory-documents.ts';
import type { InventoryRecord } from '#shared/domain/inventory/inventory-record.ts';
import { inventoryRowOf, parseRecord } from '#shared/domain/inventory/inventory-record.ts';
import type { Job } from '#shared/domain/jobs/job.ts';
import { foldLibrary } from '#shared/domain/journal/fold-library.ts';
import type { JournalEntry } from '#shared/domain/journal/journal-entry.ts';
import { readJournalFile } from '#shared/domain/journal/journal-file.ts';
import type { LibraryState } from '#shared/domain/journal/library-state.ts';
import { instantOfDate } from '#shared/domain/text/instant.ts';
import { INVENTORY } from '#shared/usecases/inventory/inventory.ts';
import type {
  InventoryDependencies,
  InventoryInput,
  InventoryState,
} from '#shared/usecases/inventory/inventory-state.ts';
import { gunzipLines } from '#shared/usecases/runs/gzip-lines.ts';
import type { StepResult } from '#shared/usecases/runs/run.ts';
import { runStep } from '#shared/usecases/runs/run-step.ts';
import { workOnBatch } from '#shared/usecases/worker/work-on-batch.ts';
import type { ReceivedMessage } from '#shared/usecases/worker/worker-dependencies.ts';
import { driveRun } from './drive-run.ts';
import { MemoryLibrary } from './memory-library.ts';
import { MemoryListing } from './memory-listing.ts';
import { runDoubles } from './run-doubles.ts';
import { messageOf, workerRun } from './worker-run.ts';

/** The result of one run. */
export interface LabRun {
  readonly startedAt: string;
  readonly report: CompletenessReport;
  readonly steps: number;
}

const INPUT = { cloud: 'demo', reason: 'operator' } as const;

function executionOf(startedAt: string) {
  return { arn: `arn:${startedAt}`, startedAt };
}

/** Cloudinary, the pipeline's worker, a bucket, and inventory runs between them, all in memory and with one clock. */
export class InventoryLab {
  readonly library = new MemoryLibrary();
  readonly doubles = runDoubles();
  readonly store = this.doubles.store;
  readonly clock = this.doubles.clock;
  readonly queues = this.doubles.queues;
  readonly executions = this.doubles.executions;
  readonly marks = this.doubles.marks;
  readonly listing = new MemoryListing(this.library, this.clock);
  readonly #worker = workerRun(this.library, this.store);
  readonly published: CompletenessReport[] = [];
  rules: SelectionRules = {};
  /** Whether the queues are drained while a run waits. */
  drains = true;
  /** Asked before each step: what it returns goes into the dependencies of that step. */
  intervene: (step: number) => Partial<InventoryDependencies> = () => ({});
  #notified = 0;

  constructor() {
    this.library.clock = this.clock.now().getTime() / 1000;
  }

  /** Lets time pass, at Cloudinary too. */
  pass(seconds: number): void {
    this.clock.pass(seconds);
    this.library.clock = Math.floor(this.clock.now().getTime() / 1000);
  }

  /** Does the jobs of all notifications since the last call, except those that never arrived. */
  async notify(came: (job: Job, index: number) => boolean = () => true): Promise<void> {
    const jobs = this.library.jobs.slice(this.#notified);
    this.#notified = this.library.jobs.length;
    await this.work(jobs.filter(came).map((job) => messageOf(job)));
  }

  async work(messages: readonly ReceivedMessage[]): Promise<readonly string[]> {
    const cloud = { api: this.library, rules: this.rules, nativeBackup: false };
    const failed: string[] = [];
    for (let from = 0; from < messages.length; from += 10) {
      const dependencies = this.#worker.dependencies({
        clouds: new Map([['demo', cloud]]),
        now: this.clock.now,
        // Nothing waits here: what Cloudinary does not have is confirmed at once.
        retry: { baseSeconds: 0, capSeconds: 0 },
        forward: (job) => this.queues.send('large', [JSON.stringify(job)]),
      });
      failed.push(...(await workOnBatch(messages.slice(from, from + 10), dependencies)));
    }
    return failed;
  }

  /** Works on all messages on the queues of runs; those that keep failing are dropped, as onto a dead-letter queue. */
  async drain(): Promise<void> {
    // The worker is another process: interventions in the run's calls do not concern it.
    const { before, after } = this.store;
    this.store.before = () => undefined;
    this.store.after = () => undefined;
    await this.#drain();
    Object.assign(this.store, { before, after });
  }

  async #drain(): Promise<void> {
    for (const queue of ['bulk', 'large'] as const) {
      let bodies = this.queues.take(queue);
      for (let receiveCount = 1; receiveCount <= 6 && bodies.length > 0; receiveCount += 1) {
        const messages = bodies.map((body) => ({ ...messageOf(JSON.parse(body)), body, queue, receiveCount }));
        const failed = new Set(await this.work(messages));
        bodies = messages.filter(({ id }) => failed.has(id)).map(({ body }) => body);
      }
    }
  }

  dependencies(overrides: Partial<InventoryDependencies> = {}): InventoryDependencies {
    return {
      ...this.doubles.dependencies(),
      listing: this.listing,
      rules: this.rules,
      abortStaleUploads: async () => 0,
      publish: async (report) => void this.published.push(report),
      ...overrides,
    };
  }

  /** One step, as a state machine takes it. */
  step(
    startedAt: string,
    state: InventoryState | undefined,
    overrides: Partial<InventoryDependencies> = {},
  ): Promise<StepResult<InventoryState, CompletenessReport>> {
    const event = {
      execution: executionOf(startedAt),
      retries: 0,
      input: INPUT,
      ...(state !== undefined && { state }),
    };
    // As JSON, as it is between two invocations.
    return runStep({
      kind: INVENTORY,
      event: JSON.parse(JSON.stringify(event)) as typeof event,
      on: this.dependencies(overrides),
    });
  }

  /** A whole run. A step that is killed is tried again, as a state machine does, until it succeeds. */
  async run(input: Partial<InventoryInput> = {}): Promise<LabRun> {
    this.pass(1);
    const startedAt = this.clock.iso;
    const execution = executionOf(startedAt);
    this.executions.running.add(execution.arn);
    const { outcome, steps } = await driveRun(INVENTORY, {
      execution,
      input: { ...INPUT, ...input },
      on: (step) => {
        this.listing.forget();
        return this.dependencies(this.intervene(step));
      },
      wait: async (until) => {
        if (this.drains) await this.drain();
        if (until > this.clock.iso) this.clock.set(until);
        this.library.clock = Math.floor(this.clock.now().getTime() / 1000);
      },
      failed: (error) => {
        if (!(error instanceof Error) || !/killed/.test(error.message)) throw error;
      },
    });
    this.executions.running.delete(execution.arn);
    if (outcome.ended !== 'finished') throw new Error(`The run ${outcome.ended}.`);
    return { startedAt, report: outcome.report, steps };
  }

  /** The journal, in the order of its keys. */
  journal(): readonly JournalEntry[] {
    return [...this.store.bodies('pipeline/journal/').values()].flatMap((body) => readJournalFile(body, () => {}));
  }

  /** The rows of a finished run. */
  async rows(startedAt: string): Promise<readonly InventoryRecord[]> {
    const parts = [...this.store.bodies(`pipeline/inventory/demo/${startedAt}/part-`).values()];
    return (await Promise.all(parts.map(gunzipLines))).flat().map(parseRecord);
  }

  /** The library as the journal and a finished run record it now. */
  async folded(startedAt?: string): Promise<LibraryState> {
    const rows = startedAt === undefined ? [] : (await this.rows(startedAt)).map(inventoryRowOf);
    const started_at = startedAt === undefined ? '' : instantOfDate(new Date(startedAt));
    return foldLibrary({ started_at, rows }, this.journal(), instantOfDate(this.clock.now()));
  }
}
