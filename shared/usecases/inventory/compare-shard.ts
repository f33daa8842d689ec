import pMap from 'p-map';
import { identityText } from '#shared/domain/asset/asset.ts';
import type { RunTally } from '#shared/domain/inventory/inventory-documents.ts';
import { type InventoryRecord, storedBytesOf } from '#shared/domain/inventory/inventory-record.ts';
import { judgeAsset } from '#shared/domain/inventory/judge-asset.ts';
import { goneEntry, observedEntry } from '#shared/domain/inventory/observed-entry.ts';
import { type Knowledge, recordedState } from '#shared/domain/inventory/recorded-state.ts';
import { isUnreportedChange } from '#shared/domain/inventory/unreported-change.ts';
import { isUnreportedRevision } from '#shared/domain/inventory/unreported-revision.ts';
import type { RevisionJob } from '#shared/domain/jobs/job.ts';
import type { JournalEntry, ObservedEntry, StoredBytes, Unrecorded } from '#shared/domain/journal/journal-entry.ts';
import type { AssetState } from '#shared/domain/journal/library-state.ts';
import { addCounts } from '#shared/domain/runs/counts.ts';
import { instantOfDate } from '#shared/domain/text/instant.ts';
import { awaitRoom, waitForQueues } from '../runs/drain.ts';
import { sendJobs } from '../runs/send-jobs.ts';
import { findStoredRevision } from '../worker/back-up-revision.ts';
import { writeJournal } from '../worker/write-journal.ts';
import { assetsOfShard } from './assets-of-shard.ts';
import { existingAmong } from './existing-among.ts';
import { type InventoryResult, type InventoryRun, type InventoryState, tallyOf } from './inventory-state.ts';
import { jobOfRecord, queuedCounts, revisionToStore } from './queue-recent.ts';
import { COMPARED } from './shard-results.ts';

/** Assets that are processed together: HEAD requests in parallel, jobs in batches, entries in one journal object. */
const BATCH = 2_000;
const HEADS_AT_ONCE = 48;

interface Listed {
  readonly record: InventoryRecord;
  readonly knowledge: Knowledge;
}

/** What follows for an asset. */
interface Consequence {
  readonly job?: RevisionJob;
  readonly observed?: Unrecorded<ObservedEntry>;
  /** Whether the entry is an unreported change; if not, it only fills in details. */
  readonly isUnreported?: boolean;
  readonly headed: boolean;
  /** Whether its revision is copied by this run although a notification should have reported it long before. */
  readonly isLate?: boolean;
}

/** Whether anything can have recorded the asset before. In an initial backup nothing could, so nothing is unreported. */
function isKnown({ previous, events, since }: Knowledge): boolean {
  return since !== undefined || previous !== undefined || events.length > 0;
}

function formerIdentity(record: InventoryRecord, recorded: AssetState | undefined) {
  return recorded?.revision?.key === undefined || identityText(recorded.asset) === identityText(record)
    ? undefined
    : recorded.asset;
}

async function consequenceOf({ record, knowledge }: Listed, run: InventoryRun): Promise<Consequence> {
  const { rules, store } = run.on;
  const recorded = recordedState(record.asset_id, knowledge, record.listed_at);
  const entryFor = (stored: StoredBytes | undefined): Pick<Consequence, 'observed' | 'isUnreported'> => {
    const observed = observedEntry(record, recorded, stored);
    return observed === undefined ? {} : { observed, isUnreported: isUnreportedChange(observed, recorded, knowledge) };
  };
  const entryIfKnown = (stored: StoredBytes | undefined) => (isKnown(knowledge) ? entryFor(stored) : {});
  const judgement = judgeAsset(record, knowledge, rules, run.input.retry === true);
  if (judgement.status === 'protected') return { ...entryIfKnown(judgement.stored), headed: false };
  if (judgement.status !== 'undecided') return { ...entryIfKnown(undefined), headed: false };
  // Its job was queued while listing.
  const isLate = isUnreportedRevision(record, knowledge);
  if (record.queued) return { headed: false, isLate };
  const listedAsStored = storedBytesOf(record);
  const stored = listedAsStored ?? (await findStoredRevision(revisionToStore(record), store));
  const headed = listedAsStored === undefined;
  // It is stored, which must be recorded in any case, for the next run.
  if (stored !== undefined) return { ...entryFor(stored), headed };
  return { job: jobOfRecord(record, formerIdentity(record, recorded)), headed, isLate };
}

async function record(run: InventoryRun, entries: readonly Unrecorded[]): Promise<void> {
  if (entries.length === 0) return;
  const { store, writtenBy, signal, now, entropy } = run.on;
  await writeJournal(run.cloud, entries, { store, writtenBy, signal, now: now(), entropy: entropy() });
}

async function workOnBatch(batch: readonly Listed[], run: InventoryRun): Promise<Partial<RunTally>> {
  const consequences = await pMap(batch, (listed) => consequenceOf(listed, run), { concurrency: HEADS_AT_ONCE });
  const jobs = consequences.flatMap(({ job }) => (job === undefined ? [] : [job]));
  const entries = consequences.flatMap(({ observed }) => (observed === undefined ? [] : [observed]));
  const queued = queuedCounts(await sendJobs(run, jobs));
  await record(run, entries);
  const unreported = consequences.filter(({ isUnreported }) => isUnreported).length;
  return {
    ...queued,
    heads: consequences.filter(({ headed }) => headed).length,
    observed: entries.length,
    unreported,
    unreported_revisions: consequences.filter(({ isLate }) => isLate).length,
    filled: entries.length - unreported,
  };
}

/** An asset that is not listed although it is recorded from before the run. */
function vanished(assetId: string, knowledge: Knowledge, run: InventoryRun): AssetState | undefined {
  const begun = instantOfDate(new Date(run.folder.startedAt));
  // Entries younger than the run may be about assets that were uploaded after the listing.
  const isYounger = ({ kind, at }: JournalEntry): boolean => at > begun || kind === 'folder-moved';
  if (knowledge.previous === undefined && knowledge.events.every(isYounger)) return undefined;
  const recorded = recordedState(assetId, knowledge, instantOfDate(run.on.now()));
  return recorded === undefined || recorded.deleted_at !== undefined ? undefined : recorded;
}

/**
 * Compares what Cloudinary listed of a shard with what the journal and the previous run record: queues whatever is
 * missing, and records unreported changes and filled details. A second attempt does the same again, which the worker
 * and the fold accept.
 */
export async function compareShard(run: InventoryRun, before: InventoryState): Promise<InventoryResult> {
  const room = await awaitRoom(run.on, before.backlog);
  if (!room.drained) return waitForQueues(before, room);
  const { backlog: _backlog, sent = false, ...state } = before;
  const done = run.retried ? await COMPARED.read(run.folder, state.shard) : undefined;
  if (done !== undefined) return { next: 'next-shard', state: { ...state, counts: done.own } };
  let counts = state.counts;
  let batch: Listed[] = [];
  const candidates = new Map<string, AssetState>();
  const flush = async () => {
    counts = addCounts(counts, await workOnBatch(batch, run));
    batch = [];
  };
  for await (const { assetId, record: listed, knowledge } of assetsOfShard(run, state)) {
    if (listed === undefined) {
      const recorded = vanished(assetId, knowledge, run);
      if (recorded !== undefined) candidates.set(assetId, recorded);
    } else if (!sent) {
      batch.push({ record: listed, knowledge });
      if (batch.length >= BATCH) await flush();
    }
  }
  await flush();
  // An answer that leaves assets out at one moment proves nothing, so they are asked about some time after the listing:
  // as long as SQS's counts may lag, a minute by default.
  const listedUntil = Date.parse(state.listedUntil ?? run.folder.startedAt);
  const askAt = listedUntil + run.on.queueLagSeconds * 1000;
  if (candidates.size > 0 && run.on.now().getTime() < askAt) {
    const because = 'assets that were not listed may have been missing for a moment only';
    return { next: 'wait', until: new Date(askAt).toISOString(), because, state: { ...state, sent: true, counts } };
  }
  const { existing, calls, failure } = await existingAmong([...candidates.keys()], run, state.failures);
  if (failure !== undefined) {
    return { next: 'retry', failure, state: { ...state, sent: true, counts: addCounts(counts, { calls }) } };
  }
  const at = instantOfDate(run.on.now());
  const gone = [...candidates]
    .filter(([assetId]) => !existing.has(assetId))
    .map(([, recorded]) => goneEntry(run.cloud, recorded, at));
  for (let from = 0; from < gone.length; from += BATCH) await record(run, gone.slice(from, from + BATCH));
  counts = addCounts(counts, { calls, gone: gone.length, observed: gone.length, unreported: gone.length });
  await COMPARED.write(run.folder, state.shard, {
    tally: tallyOf({ ...state, counts }),
    own: counts,
    unlisted: [...existing].map((asset_id) => ({ asset_id, at })),
  });
  return { next: 'next-shard', state: { ...state, counts } };
}
