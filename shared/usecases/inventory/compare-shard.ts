import pMap from 'p-map';
import { identityText } from '#shared/domain/asset/asset.ts';
import type { RunTally } from '#shared/domain/inventory/inventory-documents.ts';
import { type InventoryRecord, storedBytesOf } from '#shared/domain/inventory/inventory-record.ts';
import { judgeAsset } from '#shared/domain/inventory/judge-asset.ts';
import { type Knowledge, toldState } from '#shared/domain/inventory/told-state.ts';
import { goneEntry, untoldChange } from '#shared/domain/inventory/untold-change.ts';
import type { RevisionJob } from '#shared/domain/jobs/job.ts';
import type { JournalEntry, StoredBytes, Unrecorded } from '#shared/domain/journal/journal-entry.ts';
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
import { COMPARED } from './shard-documents.ts';

/** Assets that are worked on together: their HEADs at once, their jobs in batches, one journal object. */
const BATCH = 2_000;
const HEADS_AT_ONCE = 48;

interface Listed {
  readonly record: InventoryRecord;
  readonly knowledge: Knowledge;
}

/** What an asset leads to. */
interface Consequence {
  readonly job?: RevisionJob;
  readonly entry?: Unrecorded;
  readonly headed: boolean;
}

/** Whether somebody else has told of the asset, so that what is new about it was missed. */
function wasTold({ previous, events, since }: Knowledge): boolean {
  return since !== undefined || previous !== undefined || events.length > 0;
}

function formerIdentity(record: InventoryRecord, told: AssetState | undefined) {
  return told?.revision?.key === undefined || identityText(told.asset) === identityText(record)
    ? undefined
    : told.asset;
}

async function consequenceOf({ record, knowledge }: Listed, run: InventoryRun): Promise<Consequence> {
  const { rules, store } = run.on;
  const told = toldState(record.asset_id, knowledge, record.listed_at);
  const untold = (stored: StoredBytes | undefined): Pick<Consequence, 'entry'> => {
    const entry = wasTold(knowledge) ? untoldChange(record, told, stored) : undefined;
    return entry === undefined ? {} : { entry };
  };
  const judgement = judgeAsset(record, knowledge, rules, run.input.retry === true);
  if (judgement.stands === 'protected') return { ...untold(judgement.stored), headed: false };
  if (judgement.stands !== 'open') return { ...untold(undefined), headed: false };
  // The listing has asked S3 already, or has sent a job.
  if (record.queued) return { headed: false };
  const listedAsStored = storedBytesOf(record);
  const stored = listedAsStored ?? (await findStoredRevision(revisionToStore(record), store));
  const headed = listedAsStored === undefined;
  // That it is there is news in any case: the next run is to know.
  if (stored !== undefined) {
    const entry = untoldChange(record, told, stored);
    return { ...(entry !== undefined && { entry }), headed };
  }
  return { job: jobOfRecord(record, formerIdentity(record, told)), headed };
}

async function record(run: InventoryRun, entries: readonly Unrecorded[]): Promise<void> {
  if (entries.length === 0) return;
  const { store, writtenBy, signal, now, entropy } = run.on;
  await writeJournal(run.cloud, entries, { store, writtenBy, signal, now: now(), entropy: entropy() });
}

async function workOnBatch(batch: readonly Listed[], run: InventoryRun): Promise<Partial<RunTally>> {
  const consequences = await pMap(batch, (listed) => consequenceOf(listed, run), { concurrency: HEADS_AT_ONCE });
  const jobs = consequences.flatMap(({ job }) => (job === undefined ? [] : [job]));
  const entries = consequences.flatMap(({ entry }) => (entry === undefined ? [] : [entry]));
  const queued = queuedCounts(await sendJobs(run, jobs));
  await record(run, entries);
  return {
    ...queued,
    heads: consequences.filter(({ headed }) => headed).length,
    observed: entries.length,
  };
}

/** An asset that is not listed although something tells that it was there before the run. */
function vanished(assetId: string, knowledge: Knowledge, run: InventoryRun): AssetState | undefined {
  const begun = instantOfDate(new Date(run.folder.startedAt));
  // What is younger than the run has come after its listing, and the journal tells of it.
  const isYounger = ({ kind, at }: JournalEntry): boolean => at > begun || kind === 'folder-moved';
  if (knowledge.previous === undefined && knowledge.events.every(isYounger)) return undefined;
  const told = toldState(assetId, knowledge, instantOfDate(run.on.now()));
  return told === undefined || told.deleted_at !== undefined ? undefined : told;
}

/**
 * Compares what Cloudinary listed of a shard with what the journal and the previous run know of it: sends jobs for
 * revisions that are missing, and records what nothing had reported. A second attempt does the same again, which the
 * worker and the fold accept.
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
      const told = vanished(assetId, knowledge, run);
      if (told !== undefined) candidates.set(assetId, told);
    } else if (!sent) {
      batch.push({ record: listed, knowledge });
      if (batch.length >= BATCH) await flush();
    }
  }
  await flush();
  const { existing, calls, failure } = await existingAmong([...candidates.keys()], run, state.failures);
  if (failure !== undefined) {
    return { next: 'retry', failure, state: { ...state, sent: true, counts: addCounts(counts, { calls }) } };
  }
  const at = instantOfDate(run.on.now());
  const gone = [...candidates]
    .filter(([assetId]) => !existing.has(assetId))
    .map(([, told]) => goneEntry(run.cloud, told, at));
  for (let from = 0; from < gone.length; from += BATCH) await record(run, gone.slice(from, from + BATCH));
  counts = addCounts(counts, { calls, gone: gone.length, observed: gone.length });
  await COMPARED.write(run.folder, state.shard, {
    tally: tallyOf({ ...state, counts }),
    own: counts,
    unlisted: [...existing].map((asset_id) => ({ asset_id, at })),
  });
  return { next: 'next-shard', state: { ...state, counts } };
}
