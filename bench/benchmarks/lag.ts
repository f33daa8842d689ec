import { setTimeout as sleep } from 'node:timers/promises';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { functionEnvironment } from '../bundles/function-environment.ts';
import { revisionMessage } from '../copiers/revision-message.ts';
import { MessageQueue } from '../lag/message-queue.ts';
import { startAws } from '../lag/start-aws.ts';
import { type Consumer, startConsumer } from '../lag/start-consumer.ts';
import { startOrigin } from '../origin/start-origin.ts';
import { quick } from '../quick.ts';
import { median } from '../report/median.ts';
import { progress } from '../report/progress.ts';
import { publishFigures } from '../report/publish-figures.ts';
import { startStore } from '../store/start-store.ts';

/**
 * Entry point of the benchmark of live uploads during an initial backup: how long they take while the bulk queue is full,
 * and while it is empty, in turn. Usage: `lag.ts [--quick]`.
 */
const ROUNDS = quick ? 1 : 5;
const UPLOADS = quick ? 60 : 300;
const UPLOADS_PER_SECOND = 20;
const BYTES = 100_000;
const LATENCY_MS = 200;
/** Two to one, as the queues have it by default. */
const CONSUMERS = { live: 2, bulk: 1 };
/** So many batches of the bulk queue wait at any time. */
const BULK_BACKLOG = 200;

let assets = 0;
function nextMessage(origin?: 'inventory'): readonly [id: string, body: string] {
  const { id, body } = revisionMessage(assets++, BYTES);
  return [id, origin === undefined ? body : JSON.stringify({ ...JSON.parse(body), origin })];
}

function percentile95(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? Number.NaN;
}

const origin = await startOrigin(LATENCY_MS);
const store = await startStore(progress);
const aws = await startAws();
const { endpoint, region, credentials } = store;
const s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
const environment = {
  ...functionEnvironment,
  AWS_REGION: region,
  AWS_ENDPOINT_URL: aws.url,
  AWS_ENDPOINT_URL_S3: endpoint,
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  CLOUDS: JSON.stringify({
    bench: {
      credentialsParameter: '/bench/credentials',
      apiOrigin: origin.url,
      downloadOrigins: [],
      nativeBackup: false,
      rules: {},
    },
  }),
};
const consumers: Consumer[] = [];
async function start(count: number): Promise<readonly Consumer[]> {
  const started = await Promise.all(Array.from({ length: count }, () => startConsumer(environment)));
  consumers.push(...started);
  return started;
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

/** p95 of the uploads' lag in milliseconds, and how many revisions the bulk queue's consumer copied meanwhile. */
async function measure(sets: Record<'live' | 'bulk', readonly Consumer[]>, isBackingUp: boolean) {
  const live = new MessageQueue('live', sets.live);
  const bulk = new MessageQueue('bulk', sets.bulk);
  if (isBackingUp) for (let job = 0; job < BULK_BACKLOG * 10; job += 1) bulk.send(...nextMessage('inventory'));
  await upload(live, UPLOADS);
  const copied = bulk.lags.length;
  await bulk.stop();
  return { p95: percentile95(live.lags), copied };
}

const rounds: { readonly without: number; readonly during: number }[] = [];
try {
  await s3.send(new CreateBucketCommand({ Bucket: functionEnvironment['BUCKET_NAME'] }));
  const sets = { live: await start(CONSUMERS.live), bulk: await start(CONSUMERS.bulk) };
  // The first batches compile the code, and do not count.
  await measure(sets, true);
  for (let round = 1; round <= ROUNDS; round += 1) {
    const { p95: without } = await measure(sets, false);
    const { p95: during, copied } = await measure(sets, true);
    if (copied === 0) throw new Error('the bulk queue was not worked on');
    rounds.push({ without, during });
    progress(`${round}/${ROUNDS} p95 ${without} ms, ${during} ms while ${copied} were copied from the bulk queue`);
  }
} finally {
  for (const consumer of consumers) consumer.stop();
  s3.destroy();
  aws.stop();
  origin.stop();
  await store.stop();
}
publishFigures([
  {
    what: 'live uploads, p95 of their lag: bulk queue full / empty',
    value: median(rounds.map(({ without, during }) => during / without)),
    unit: '×',
    limit: { atMost: 2 },
    binding: false,
  },
  {
    what: `p95 with the bulk queue empty, at ${LATENCY_MS} ms latency`,
    value: median(rounds.map(({ without }) => without)),
    unit: 'ms',
    binding: false,
  },
]);
