import { randomBytes } from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import { trustLoopbackCertificate } from '#local/certificate/trust-loopback-certificate.ts';
import { cloudApi } from '#shared/adapters/cloudinary/cloudinary-cloud-api.ts';
import { S3ObjectStore } from '#shared/adapters/s3/s3-object-store.ts';
import type { Credential } from '#shared/domain/cloudinary/credentials.ts';
import { RecentWork } from '#shared/usecases/worker/recent-work.ts';
import { workOnBatch } from '#shared/usecases/worker/work-on-batch.ts';
import type { ReceivedMessage } from '#shared/usecases/worker/worker-dependencies.ts';

/** The task of one of several processes. */
export interface WorkOrder {
  readonly s3: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  readonly bucket: string;
  readonly cloud: string;
  readonly apiOrigin: string;
  readonly credential: Credential;
  /** The bodies of queue messages. */
  readonly bodies: readonly string[];
}

const BATCH = 10;
/** After more receives than this, a message would become a dead letter. */
const MAX_RECEIVES = 25;

/** Handles all messages in batches, like the deployed function, until none fails any more. */
async function work({ s3: config, bucket, cloud, apiOrigin, credential, bodies }: WorkOrder): Promise<void> {
  await trustLoopbackCertificate();
  const s3 = new S3Client({ ...config, forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' });
  const api = cloudApi({
    cloud,
    origins: { apiOrigin, downloadOrigins: [] },
    credentials: async () => ({ calling: credential, all: [credential], problems: [] }),
    quotaReserve: 0,
  });
  const errors = new Map<string, unknown>();
  const dependencies = {
    clouds: new Map([[cloud, { api, rules: {}, nativeBackup: false }]]),
    store: new S3ObjectStore(s3, bucket),
    recent: new RecentWork(),
    retry: { baseSeconds: 0, capSeconds: 0 },
    concurrency: 10,
    writtenBy: { 'request-id': String(process.pid) },
    reports: {
      recorded: () => {},
      failed: ({ id }: ReceivedMessage, error: unknown) => void errors.set(id, error),
      sentAgain: () => {},
      notDelayed: () => {},
    },
    deadline: new AbortController().signal,
    now: () => new Date(),
    random: Math.random,
    entropy: () => randomBytes(10),
    forward: () => Promise.reject(new Error('no revision here is large')),
    sendAgain: () => Promise.reject(new Error('nothing here has to wait')),
    delay: async () => {},
  };
  const first = { queue: 'live', receiveCount: 1, sentAt: new Date() } as const;
  let left: ReceivedMessage[] = bodies.map((body, id) => ({ id: String(id), body, ...first }));
  while (left.length > 0) {
    const batch = left.splice(0, BATCH);
    const failed = new Set(await workOnBatch(batch, dependencies));
    const again = batch.filter(({ id }) => failed.has(id));
    left = [...left, ...again.map((message) => ({ ...message, receiveCount: message.receiveCount + 1 }))];
    const exhausted = left.find(({ receiveCount }) => receiveCount > MAX_RECEIVES);
    if (exhausted === undefined) continue;
    throw new Error(`Message ${exhausted.id} failed ${MAX_RECEIVES} times`, { cause: errors.get(exhausted.id) });
  }
  s3.destroy();
}

process.once('message', (order) => {
  // The parent sends nothing else.
  void work(order as WorkOrder).then(
    () => process.exit(0),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
