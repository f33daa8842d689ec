import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { CreateBucketCommand, GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loopbackCertificate } from '../../local/certificate/loopback-certificate.ts';
import { faultsFrom } from '../../local/cloudinary/faults.ts';
import { type SimulatedCloudinary, startSimulatedCloudinary } from '../../local/cloudinary/simulated-cloudinary.ts';
import { startVersitygw, type Versitygw } from '../../local/versitygw/start-versitygw.ts';
import { JOURNAL_PREFIX, REVISIONS_PREFIX } from '../../shared/domain/bucket/bucket-layout.ts';
import type { RevisionEntry } from '../../shared/domain/journal/journal-entry.ts';
import { readJournalFile } from '../../shared/domain/journal/journal-file.ts';
import type { WorkOrder } from './processes/work-order.ts';
import { uploadMessages } from './stack/upload-messages.ts';

const CLOUD = 'demo';
const BUCKET = 'one-bucket';
const PROCESSES = 8;
const ASSETS = 120;
/** Of these, the first revision is replaced at once: most of them within the second, under the same key. */
const REPLACED = 20;
const CREDENTIAL = { apiKey: '123456789012345', apiSecret: 'a-secret' };

let store: Versitygw;
let cloudinary: SimulatedCloudinary;
let s3: S3Client;

beforeAll(async () => {
  store = await startVersitygw();
  const { cert, key } = await loopbackCertificate();
  const environments = [{ cloudName: CLOUD, keys: [CREDENTIAL], adminCallsPerHour: 1_000_000 }];
  cloudinary = await startSimulatedCloudinary({ environments, tls: { cert, key } });
  const { endpoint, region, credentials } = store;
  s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
});
afterAll(async () => {
  s3?.destroy();
  await cloudinary?.close();
  await store?.stop();
});

async function read(prefix: string): Promise<Map<string, Uint8Array>> {
  const objects = new Map<string, Uint8Array>();
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: BUCKET, Prefix: prefix })) {
    for (const { Key = '' } of Contents) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
      objects.set(Key, (await Body?.transformToByteArray()) ?? new Uint8Array());
    }
  }
  return objects;
}

function shuffled<Item>(items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

/** Runs one process with all messages, in an order of its own. */
async function workInProcess(order: WorkOrder): Promise<number | null> {
  const child = fork(join(import.meta.dirname, 'processes/worker-process.ts'), { execArgv: [] });
  child.send({ ...order, bodies: shuffled(order.bodies) });
  const [code] = await once(child, 'exit');
  return code;
}

test('the same messages handled by 8 processes at once make each revision once, with the right bytes', async () => {
  const environment = cloudinary.environment(CLOUD);
  for (let index = 0; index < ASSETS + REPLACED; index++) {
    const publicId = `asset ${index % ASSETS}`;
    const bytes = index % 40 === 0 ? 9 * 1024 * 1024 : 3000 + index;
    await environment.addGeneratedAsset({ publicId, resourceType: 'video', bytes, seed: index + 1 });
  }
  const download = { wrongBytes: 0.05, reset: 0.05, shortHonest: 0.05, status503: 0.05 };
  Object.assign(cloudinary.faults, faultsFrom({ download }));
  const { endpoint, region, credentials } = store;
  const bodies = uploadMessages(environment);
  const order = {
    s3: { endpoint, region, credentials },
    bucket: BUCKET,
    cloud: CLOUD,
    apiOrigin: cloudinary.origin,
    credential: CREDENTIAL,
    bodies: [...bodies, ...bodies], // and each of them delivered twice
  };
  const exitCodes = await Promise.all(Array.from({ length: PROCESSES }, () => workInProcess(order)));
  expect(exitCodes).toEqual(Array.from({ length: PROCESSES }, () => 0));

  const stored = [...(await read(REVISIONS_PREFIX))].map(([, bytes]) => createHash('md5').update(bytes).digest('hex'));
  const current = environment.assets().map(({ etag }) => etag);
  expect(stored.toSorted()).toEqual(current.toSorted());

  const unreadable = (line: number) => expect.fail(`line ${line} is no entry`);
  const entries = [...(await read(JOURNAL_PREFIX)).values()].flatMap((content) => readJournalFile(content, unreadable));
  const revisions = entries.filter((entry): entry is RevisionEntry => entry.kind === 'revision');
  expect(revisions).toHaveLength(bodies.length * 2 * PROCESSES);
  const firstCopies = revisions.filter(({ outcome }) => outcome === 'stored').map(({ etag }) => etag);
  expect(firstCopies.toSorted()).toEqual(current.toSorted());
  const lost = new Set(revisions.filter(({ outcome }) => outcome === 'lost').map(({ etag }) => etag));
  expect(lost.size).toBe(REPLACED);
  expect(current.filter((etag) => lost.has(etag))).toEqual([]);
  expect(new Set(revisions.map(({ id }) => id)).size).toBe(bodies.length);
});
