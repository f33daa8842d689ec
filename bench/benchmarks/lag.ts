import { setTimeout as sleep } from 'node:timers/promises';
import { functionEnvironmentOf } from '../bundles/function-environment.ts';
import { revisionMessage } from '../copiers/revision-message.ts';
import { publishFigures } from '../figures.ts';
import { MessageQueue } from '../lag/message-queue.ts';
import type { LibraryPlan } from '../library/generated-library.ts';
import { median, medianRatio, progress, quick } from '../measuring.ts';
import { type Child, startChild, startServer } from '../processes/start-child.ts';
import { withServers } from '../processes/with-servers.ts';

/**
 * Entry point of the benchmark of live uploads during an initial backup. It measures in turn how long uploads take while
 * the bulk queue is full and while it is empty. Usage: `lag.ts [--quick]`.
 */
const ROUNDS = quick ? 1 : 5;
const UPLOADS = quick ? 60 : 300;
const UPLOADS_PER_SECOND = 20;
const BYTES = 100_000;
const LATENCY_MS = 200;
/** Two to one, the default concurrency of the queues. */
const CONSUMERS = { live: 2, bulk: 1 };
/** How many batches the bulk queue holds at the start. */
const BULK_BACKLOG = 200;
/** The server answers only SSM and SQS here. */
const NO_LIBRARY: LibraryPlan = { cloud: 'bench', assets: 0, now: Date.now() };

let assets = 0;

function nextMessage(origin?: 'inventory'): readonly [id: string, body: string] {
  const { id, body } = revisionMessage(assets++, BYTES);
  return [id, origin === undefined ? body : JSON.stringify({ ...JSON.parse(body), origin })];
}

function percentile95(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? Number.NaN;
}

/** Uploads at a steady rate. */
async function upload(live: MessageQueue, count: number): Promise<void> {
  const begunAt = Date.now();
  for (let sent = 0; sent < count; sent += 1) {
    await sleep(Math.max(0, begunAt + (sent * 1000) / UPLOADS_PER_SECOND - Date.now()));
    live.send(...nextMessage());
  }
  await live.drained();
}

/** The p95 of the lag of uploads in milliseconds, and how many revisions were copied from the bulk queue meanwhile. */
async function measure(sets: Record<'live' | 'bulk', readonly Child[]>, isBackingUp: boolean) {
  const live = new MessageQueue('live', sets.live);
  const bulk = new MessageQueue('bulk', sets.bulk);
  if (isBackingUp) for (let job = 0; job < BULK_BACKLOG * 10; job += 1) bulk.send(...nextMessage('inventory'));
  await upload(live, UPLOADS);
  const copied = bulk.lags.length;
  await bulk.stop();
  return { p95: percentile95(live.lags), copied };
}

const without: number[] = [];
const during: number[] = [];
await withServers(LATENCY_MS, async ({ ends, inFreshBucket }) => {
  const aws = await startServer('library/bucket-server.ts', [JSON.stringify(NO_LIBRARY)]);
  const { endpoint, region, credentials } = ends.s3;
  const env = {
    ...functionEnvironmentOf('worker', ends.mediaUrl),
    BUCKET_NAME: ends.bucket,
    AWS_REGION: region,
    AWS_ENDPOINT_URL: `http://127.0.0.1:${aws.port}`,
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  };
  const start = (count: number) => Array.from({ length: count }, () => startChild('lag/consumer.ts', [], { env }));
  const sets = { live: start(CONSUMERS.live), bulk: start(CONSUMERS.bulk) };
  const consumers = Object.values(sets).flat();
  try {
    // Each reports when it has loaded the handler.
    await Promise.all(consumers.map((consumer) => consumer.next()));
    await inFreshBucket(async () => {
      // The first batches compile the code and do not count.
      await measure(sets, true);
      for (let round = 1; round <= ROUNDS; round += 1) {
        const empty = await measure(sets, false);
        const full = await measure(sets, true);
        if (full.copied === 0) throw new Error('Nothing was copied from the bulk queue');
        without.push(empty.p95);
        during.push(full.p95);
        const copying = `${full.p95} ms while ${full.copied} were copied from the bulk queue`;
        progress(`${round}/${ROUNDS} p95 ${empty.p95} ms, ${copying}`);
      }
    });
  } finally {
    for (const consumer of consumers) consumer.stop();
    aws.stop();
  }
});
publishFigures([
  {
    what: 'lag of live uploads, p95: bulk queue full / empty',
    value: medianRatio(during, without),
    unit: '×',
    limit: { atMost: 2 },
  },
  { what: `p95 with the bulk queue empty, at ${LATENCY_MS} ms latency`, value: median(without), unit: 'ms' },
]);
