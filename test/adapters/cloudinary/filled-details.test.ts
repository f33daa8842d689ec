import type { UploadApiOptions } from 'cloudinary';
import { expect, test } from 'vitest';
import { cloudinaryListing } from '#shared/adapters/cloudinary/cloudinary-listing.ts';
import { parseNotification } from '#shared/domain/cloudinary/parse-notification.ts';
import { type InventoryRecord, recordOf } from '#shared/domain/inventory/inventory-record.ts';
import { LISTINGS } from '#shared/domain/inventory/listing.ts';
import { observedEntry } from '#shared/domain/inventory/observed-entry.ts';
import { recordedState } from '#shared/domain/inventory/recorded-state.ts';
import { isUnreportedChange } from '#shared/domain/inventory/unreported-change.ts';
import { planJobs } from '#shared/domain/jobs/plan-jobs.ts';
import { revisionEntry } from '#shared/domain/jobs/revision-entry.ts';
import type { JournalEntry } from '#shared/domain/journal/journal-entry.ts';
import { instantOfDate } from '#shared/domain/text/instant.ts';
import { controller, PNG, server, setAccessMode, settings, upload } from './cloudinary-setup.ts';

/** The journal entries of all uploads so far, as if every notification had arrived. */
function journal(): readonly JournalEntry[] {
  return server.cloud('demo').history.flatMap(({ at, body }) => {
    const parsed = parseNotification(Buffer.from(JSON.stringify(body)));
    if (!parsed.intelligible) throw new Error(parsed.reason);
    const recorded_at = instantOfDate(at);
    const { jobs } = planJobs(parsed.notification, { cloud: 'demo', signedAt: recorded_at });
    return jobs.flatMap((job): readonly JournalEntry[] =>
      job.job === 'revision' ? [{ v: 1, recorded_at, ...revisionEntry(job, 'stored') }] : [],
    );
  });
}

const UPLOADS: readonly UploadApiOptions[] = [
  {},
  { tags: ['b', 'a'] },
  { context: { alt: 'sea' } },
  { metadata: { sku: '1' } },
  { tags: ['a'], context: { alt: 'sea' }, metadata: { sku: '1' }, asset_folder: 'x/y', display_name: 'Sea' },
  { access_control: [{ access_type: 'token' }], context: { alt: 'sea' } },
  { access_mode: 'authenticated' },
  { moderation: 'manual' },
  { type: 'authenticated', context: { alt: 'sea' } },
  { resource_type: 'raw', metadata: { sku: '1' } },
];

/** The library as its listings show it. */
async function listedRecords(): Promise<readonly InventoryRecord[]> {
  const listing = cloudinaryListing(settings());
  const pages = await Promise.all(LISTINGS.map((of) => listing.page(of, {}, controller.signal)));
  return pages
    .flatMap(({ assets }) => assets)
    .map((asset) => {
      const record = recordOf('demo', asset, instantOfDate(new Date(Date.now() + 1_000)));
      if (record === undefined) throw new Error('The listing has no asset_id.');
      return record;
    });
}

/** What a run counts an asset as, and the details that it records. */
function counted(record: InventoryRecord, events: readonly JournalEntry[], previous?: InventoryRecord) {
  const own = events.filter((event) => 'asset_id' in event && event.asset_id === record.asset_id);
  const knowledge = { previous, events: own, since: undefined };
  const recorded = recordedState(record.asset_id, knowledge, record.listed_at);
  const observed = observedEntry(record, recorded, undefined);
  return observed && { unreported: isUnreportedChange(observed, recorded, knowledge), details: observed.details };
}

test("a library whose notifications all arrived has filled details and no unreported change, by the simulation's rules", async () => {
  for (const [index, options] of UPLOADS.entries()) await upload(PNG, { ...options, public_id: `asset-${index}` });
  const records = await listedRecords();
  const events = journal();
  expect(records.map((record) => counted(record, events))).toMatchObject(UPLOADS.map(() => ({ unreported: false })));
});

test('a change of the access mode, which no notification reports, is an unreported change of the next listing', async () => {
  await upload(PNG, { public_id: 'opened', access_mode: 'authenticated' });
  await upload(PNG, { public_id: 'closed' });
  const before = await listedRecords();
  await setAccessMode('public', ['opened']);
  await setAccessMode('authenticated', ['closed']);
  const after = await listedRecords();
  const found = after.map((record, index) => [record.public_id, counted(record, [], before[index])]);
  expect(Object.fromEntries(found)).toEqual({
    opened: { unreported: true, details: { access_mode: 'public' } },
    closed: { unreported: true, details: { access_mode: 'authenticated' } },
  });
  expect(after.map((record, index) => counted(record, [], after[index]))).toEqual([undefined, undefined]);
});
