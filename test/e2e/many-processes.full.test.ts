import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, expect, test } from 'vitest';
import { loopbackCertificate } from '#local/certificate/loopback-certificate.ts';
import { faultsFrom } from '#local/cloudinary/faults.ts';
import { startSimulatedCloudinary } from '#local/cloudinary/simulated-cloudinary.ts';
import { startVersitygw } from '#local/versitygw/start-versitygw.ts';
import { REVISIONS_PREFIX } from '#shared/domain/bucket/bucket-layout.ts';
import type { WorkOrder } from './processes/worker-process.ts';
import { StoredBucket } from './stack/stored-bucket.ts';
import { uploadMessages } from './stack/upload-messages.ts';

const CLOUD = 'demo';
const BUCKET = 'one-bucket';
const PROCESSES = 8;
const ASSETS = 120;
/** Assets whose first revision is replaced at once, mostly within the same second and so under the same key. */
const REPLACED = 20;
const CREDENTIAL = { apiKey: '123456789012345', apiSecret: 'a-secret' };

const store = await startVersitygw();
const { endpoint, region, credentials } = store;
const clouds = [{ cloudName: CLOUD, keys: [CREDENTIAL], adminCallsPerHour: 1_000_000 }];
const cloudinary = await startSimulatedCloudinary({ clouds, tls: await loopbackCertificate() });
const bucket = new StoredBucket(new S3Client({ endpoint, region, credentials, forcePathStyle: true }), BUCKET);
await bucket.s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
afterAll(async () => {
  bucket.s3.destroy();
  await cloudinary.close();
  await store.stop();
});

function shuffled<Item>(items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

/** Runs one process with all messages in its own order. */
async function workInProcess(order: WorkOrder): Promise<number | null> {
  const child = fork(join(import.meta.dirname, 'processes/worker-process.ts'), { execArgv: [] });
  child.send({ ...order, bodies: shuffled(order.bodies) });
  const [code] = await once(child, 'exit');
  return code;
}

test('8 processes that handle the same messages at once store each revision once, with the right bytes', async () => {
  const simulated = cloudinary.cloud(CLOUD);
  for (let index = 0; index < ASSETS + REPLACED; index++) {
    const publicId = `asset ${index % ASSETS}`;
    const bytes = index % 40 === 0 ? 9 * 1024 * 1024 : 3000 + index;
    await simulated.addGeneratedAsset({ publicId, resourceType: 'video', bytes, seed: index + 1 });
  }
  const download = { wrongBytes: 0.05, reset: 0.05, shortHonest: 0.05, status503: 0.05 };
  Object.assign(cloudinary.faults, faultsFrom({ download }));
  const bodies = uploadMessages(simulated);
  const order = {
    s3: { endpoint, region, credentials },
    bucket: BUCKET,
    cloud: CLOUD,
    apiOrigin: cloudinary.origin,
    credential: CREDENTIAL,
    bodies: [...bodies, ...bodies], // each of them twice
  };
  const exitCodes = await Promise.all(Array.from({ length: PROCESSES }, () => workInProcess(order)));
  expect(exitCodes).toEqual(Array.from({ length: PROCESSES }, () => 0));

  const keys = await bucket.keys(REVISIONS_PREFIX);
  const stored = await Promise.all(keys.map((key) => bucket.md5(key)));
  const current = simulated.assets().map(({ etag }) => etag);
  expect(stored.toSorted()).toEqual(current.toSorted());

  const revisions = await bucket.revisions(CLOUD);
  // A process records once what is stored, however many messages name it; what is lost, each time.
  expect(revisions).toHaveLength(PROCESSES * (ASSETS + 2 * REPLACED));
  const firstCopies = revisions.filter(({ outcome }) => outcome === 'stored').map(({ etag }) => etag);
  expect(firstCopies.toSorted()).toEqual(current.toSorted());
  const lost = new Set(revisions.filter(({ outcome }) => outcome === 'lost').map(({ etag }) => etag));
  expect(lost.size).toBe(REPLACED);
  expect(current.filter((etag) => lost.has(etag))).toEqual([]);
  expect(new Set(revisions.map(({ id }) => id)).size).toBe(bodies.length);
});
