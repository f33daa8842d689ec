import { v2 as cloudinary } from 'cloudinary';
import { describe, expect, test } from 'vitest';
import type { FaultPoint } from '#local/cloudinary/faults.ts';
import { parseNotification } from '#shared/domain/cloudinary/parse-notification.ts';
import type { Job, RevisionJob } from '#shared/domain/jobs/job.ts';
import { planJobs } from '#shared/domain/jobs/plan-jobs.ts';
import { instantOfDate } from '#shared/domain/text/instant.ts';
import { workOnBatch } from '#shared/usecases/worker/work-on-batch.ts';
import { messageOf, workerRun } from '#test/doubles/worker-run.ts';
import { api, destroy, PNG, server, upload } from './cloudinary-setup.ts';
import { KEY } from './demo-cloudinary.ts';

const OTHER = Buffer.concat([PNG, Buffer.from('another')]);

/** The jobs of the last notification, as the webhook plans them. */
function lastJobs(change: object = {}): readonly Job[] {
  const last = server.cloud('demo').history.at(-1);
  const parsed = parseNotification(Buffer.from(JSON.stringify({ ...last?.body, ...change })));
  if (last === undefined || !parsed.intelligible) throw new Error('No notification was sent.');
  return planJobs(parsed.notification, { cloud: 'demo', signedAt: instantOfDate(last.at) }).jobs;
}

function lastRevision(): RevisionJob {
  const [job] = lastJobs();
  if (job?.job !== 'revision') throw new Error('The last notification reports no revision.');
  return job;
}

function reread(because: string): Job {
  const { v, cloud, at, asset } = lastRevision();
  return { v, cloud, at, asset, job: 'reread', because };
}

const KINDS: readonly (readonly [name: string, cause: () => Promise<readonly Job[]>])[] = [
  ['an upload', async () => [lastRevision()]],
  [
    'an upload without an etag',
    async () => {
      const { revision, ...job } = lastRevision();
      const { etag: _, ...rest } = revision;
      return [{ ...job, revision: rest }];
    },
  ],
  ['an upload without its length', async () => lastJobs({ bytes: null })],
  [
    'a rename',
    async () => {
      const account = { cloud_name: 'demo', api_key: KEY.apiKey, api_secret: KEY.apiSecret };
      await cloudinary.uploader.rename('photo', 'renamed', { ...account, upload_prefix: server.origin } as object);
      return lastJobs();
    },
  ],
  ['a restored version', async () => [reread('restore_asset_version')]],
  ['a moderated asset', async () => [reread('moderation')]],
  ['delete_by_token of an asset that exists', async () => [reread('delete_by_token')]],
  ['a revision that an inventory run found', async () => [{ ...lastRevision(), origin: 'inventory' }]],
  ['a revision that a verify run found', async () => [{ ...lastRevision(), origin: 'verify' }]],
  [
    'a revision that only the backup has',
    async () => {
      const job = lastRevision();
      await upload(OTHER, { public_id: 'photo' });
      return [job];
    },
  ],
];

const ENDPOINTS: readonly (readonly [name: string, points: readonly FaultPoint[]])[] = [
  ['download', ['download']],
  ['Admin API', ['admin']],
  ['backup', ['downloadBackup']],
  ['every', ['download', 'admin', 'downloadBackup']],
];

/** Works on jobs until none is left, with the clock moved to the moment at which each may be tried again. */
async function workUntilDone(jobs: readonly Job[], absentFor: readonly FaultPoint[]) {
  const run = workerRun();
  const clouds = new Map([['demo', { api, rules: {}, nativeBackup: false }]]);
  let clock = Date.now();
  let messages = jobs.map((job) => messageOf(job));
  server.faults.script = ({ point }) => (absentFor.includes(point) ? { kind: 'status', status: 404 } : undefined);
  for (let round = 0; messages.length > 0; round++) {
    expect(round).toBeLessThan(20);
    const failed = new Set(await workOnBatch(messages, run.dependencies({ clouds, now: () => new Date(clock) })));
    if (round === 0) server.faults.script = undefined;
    clock += 1_000_000;
    const back = messages.filter(({ id }) => failed.has(id));
    messages = [
      ...back.map((message) => ({ ...message, receiveCount: message.receiveCount + 1 })),
      ...run.waiting.splice(0).map(({ job }) => messageOf(job)),
    ];
  }
  return run.journal();
}

describe.each(KINDS)('%s', (_, cause) => {
  test.each(ENDPOINTS)('is stored if a first answer of the %s endpoint is 404', async (_name, points) => {
    await upload(PNG, { public_id: 'photo', backup: true });
    const entries = await workUntilDone(await cause(), points);
    expect(entries).toHaveLength(1);
    const [entry] = entries;
    const revision = entry?.kind === 'renamed' ? entry.revision : entry;
    expect(revision).toMatchObject({ bytes: PNG.length, key: expect.stringContaining('pipeline/res/demo/image/') });
  });
});

test('a deletion that the journal records makes its upload lost at once', async () => {
  await upload(PNG, { public_id: 'photo' });
  const job = lastRevision();
  await destroy('photo');
  const run = workerRun();
  const clouds = new Map([['demo', { api, rules: {}, nativeBackup: false }]]);
  await run.work(lastJobs(), { clouds, now: () => new Date() });
  await run.work([job], { clouds, now: () => new Date() });
  expect(run.waiting).toEqual([]);
  expect(run.recorded).toMatchObject([{ kind: 'deleted' }, { outcome: 'lost', proof: { found: 'gone' } }]);
});
