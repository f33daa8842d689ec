import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PipelineError } from '#shared/domain/errors.ts';
import type { Job } from '#shared/domain/jobs/job.ts';
import { foldLibrary } from '#shared/domain/journal/fold-library.ts';
import { workOnBatch } from '#shared/usecases/worker/work-on-batch.ts';
import { md5, someBytes } from '#test/doubles/byte-sources.ts';
import type { MemoryLibrary } from '#test/doubles/memory-library.ts';
import { messageOf, type WorkerRun, workerRun } from '#test/doubles/worker-run.ts';
import { runs } from '#test/scale.ts';

/** One event at Cloudinary. A refused one, such as the rename of a missing asset, changes nothing. */
type LibraryEvent =
  | { readonly does: 'upload'; readonly name: string }
  | { readonly does: 'rename'; readonly name: string; readonly to: string; readonly overwrite: boolean }
  | { readonly does: 'destroy'; readonly name: string };

// Only a few names, so that they collide; one is a prefix of another.
const name = fc.constantFrom('a', 'a/b', 'c');
const libraryEvent: fc.Arbitrary<LibraryEvent> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ does: fc.constant('upload' as const), name }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ does: fc.constant('rename' as const), name, to: name, overwrite: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('destroy' as const), name }) },
);
const history = fc.array(libraryEvent, { minLength: 1, maxLength: 12 });

function apply(library: MemoryLibrary, what: LibraryEvent): void {
  // More than the one second by which clocks may differ.
  library.clock += 2;
  // Never the same bytes twice: if Cloudinary delivers bytes again later, a copy may succeed later, too.
  if (what.does === 'upload') library.upload(what.name, someBytes(100, library.clock));
  else if (what.does === 'rename') library.rename(what.name, what.to, { overwrite: what.overwrite });
  else library.destroy(what.name);
}

/** How messages are delivered: in some order, some repeatedly, in batches, with occasional failures. */
const delivery = fc.record({
  order: fc.array(fc.nat(), { maxLength: 40 }),
  batchSize: fc.integer({ min: 1, max: 4 }),
  /** Which store calls fail: before they take effect, or after it, as if the function were killed. */
  failures: fc.array(fc.constantFrom('none', 'none', 'before', 'after'), { maxLength: 40 }),
});
type Delivery = typeof delivery extends fc.Arbitrary<infer Value> ? Value : never;

const lost = new PipelineError('storage-failed', 'S3 failed.');

/** Delivers all jobs, each at least once, until every message is done. */
async function deliver(run: WorkerRun, jobs: readonly Job[], { order, batchSize, failures }: Delivery) {
  let call = 0;
  const fails = (when: 'before' | 'after') => (failures[call] === when ? lost : undefined);
  run.store.before = () => fails('before');
  run.store.after = () => {
    const failure = fails('after');
    call++;
    return failure;
  };
  const again = order.flatMap((index) => jobs[index % Math.max(1, jobs.length)] ?? []);
  let waiting = [...again, ...jobs].map((job, index) => ({ ...messageOf(job), id: String(index) }));
  let hours = 0;
  for (let round = 0; waiting.length > 0 || run.waiting.length > 0; round++) {
    expect(round).toBeLessThan(100);
    if (waiting.length === 0) {
      // Jobs that have to wait come back long after all others are done.
      hours += 1;
      waiting = run.waiting.splice(0).map(({ job }, index) => ({ ...messageOf(job), id: `${hours} ${index}` }));
    }
    const batch = waiting.slice(0, batchSize);
    if (round > 40) failures = [];
    const now = () => new Date(Date.UTC(2026, 10, 20, 9 + hours, round));
    const failed = new Set(await workOnBatch(batch, run.dependencies({ now })));
    call++;
    const back = batch.filter(({ id }) => failed.has(id));
    waiting = [
      ...waiting.slice(batchSize),
      ...back.map((message) => ({ ...message, receiveCount: message.receiveCount + 1 })),
    ];
  }
  run.store.before = () => undefined;
  run.store.after = () => undefined;
}

/**
 * All revisions in the bucket, and the library according to the journal, without the source of bytes or the attempt.
 */
function resultOf(run: WorkerRun) {
  const { assets } = foldLibrary({ started_at: '2020', rows: [] }, run.journal(), '2030');
  const states = assets.map(({ asset, revision, details, deleted_at }) => {
    const { sha256: _, source: __, outcome, verified, ...rest } = revision ?? {};
    const isStored = outcome === 'stored' || outcome === 'already-stored';
    return { asset, details, deleted_at, revision: { ...rest, verified, outcome: isStored ? 'stored' : outcome } };
  });
  const byId = (state: (typeof states)[number]) => JSON.stringify(state.asset);
  return {
    revisions: new Map([...run.store.bodies('pipeline/res/')].map(([key, body]) => [key, md5(body)])),
    states: states.sort((a, b) => (byId(a) < byId(b) ? -1 : 1)),
  };
}

const straight: Delivery = { order: [], batchSize: 10, failures: [] };

/** Many histories, each handled completely. */
const SLOW = { timeout: 60_000 };

test('messages in any order, any number of times, with crashes in between, have the same result', SLOW, async () => {
  await fc.assert(
    fc.asyncProperty(history, delivery, async (events, disturbed) => {
      const [undisturbed, run] = [workerRun(), workerRun()];
      for (const what of events) {
        apply(undisturbed.library, what);
        apply(run.library, what);
      }
      await deliver(undisturbed, undisturbed.library.jobs, straight);
      const { jobs } = run.library;
      const shuffled = jobs.toSorted((a, b) => (messageOf(a).id < messageOf(b).id ? -1 : 1));
      await deliver(run, shuffled, disturbed);
      expect(resultOf(run)).toEqual(resultOf(undisturbed));
    }),
    { numRuns: runs(150) },
  );
});

test('what was copied at once does not change, whatever is delivered again', SLOW, async () => {
  await fc.assert(
    fc.asyncProperty(history, delivery, async (events, disturbed) => {
      const run = workerRun();
      for (const what of events) {
        const before = run.library.jobs.length;
        apply(run.library, what);
        await deliver(run, run.library.jobs.slice(before), straight);
      }
      const result = resultOf(run);
      // Every revision that ever existed is there, byte for byte.
      for (const body of run.library.history.values()) expect([...result.revisions.values()]).toContain(md5(body));
      await deliver(run, run.library.jobs, disturbed);
      expect(resultOf(run)).toEqual(result);
    }),
    { numRuns: runs(150) },
  );
});

test('the journal gives the library as it is at Cloudinary, in whatever order messages arrive', SLOW, async () => {
  await fc.assert(
    fc.asyncProperty(history, delivery, async (events, disturbed) => {
      const run = workerRun();
      for (const what of events) apply(run.library, what);
      await deliver(run, run.library.jobs.toReversed(), disturbed);
      const { assets } = foldLibrary({ started_at: '2020', rows: [] }, run.journal(), '2030');
      const recorded = assets
        .filter(({ deleted_at }) => deleted_at === undefined)
        .map(({ asset, revision }) => {
          const body = run.store.objects.get(revision?.key ?? '')?.body;
          return [asset.asset_id, asset.public_id, revision?.version, body && md5(body)];
        });
      const wanted = [...run.library.assets.values()].map((held) => [
        held.asset_id,
        held.public_id,
        held.version,
        md5(held.body),
      ]);
      expect(recorded.sort()).toEqual(wanted.sort());
    }),
    { numRuns: runs(150) },
  );
});
