import { rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { startVersitygw, type Versitygw } from '#local/versitygw/start-versitygw.ts';
import { progress } from '../measuring.ts';
import { startServer } from './start-child.ts';

/** What a copier copies between. */
export interface CopierEnds {
  /** Of the simulated origin, without a trailing slash. */
  readonly originUrl: string;
  readonly s3: Pick<Versitygw, 'endpoint' | 'region' | 'credentials'>;
  readonly bucket: string;
}

/** An origin and an S3 server, both running. */
export interface Servers {
  readonly ends: CopierEnds;
  /** As root. */
  readonly client: S3Client;
  /** Makes the bucket for a piece of work, and removes it with all that it then holds. */
  inFreshBucket<Result>(work: () => Promise<Result>): Promise<Result>;
}

const BUCKET = 'bench';
/** Memory as a file system, where Linux has it: a benchmark of a copier is no benchmark of a disk. */
const IN_MEMORY = '/dev/shm';
/** Containers often have 64 MB there. */
const ROOM_BYTES = 3e9;

/**
 * Starts an origin and an S3 server, and stops them after the work.
 *
 * @param latencyMs how long the origin waits before it answers
 */
export async function withServers<Result>(
  latencyMs: number,
  work: (servers: Servers) => Promise<Result>,
): Promise<Result> {
  const origin = await startServer('origin/origin.ts', [latencyMs]);
  const store = await startStore();
  const { endpoint, region, credentials } = store;
  const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  try {
    return await work({
      ends: { originUrl: `http://127.0.0.1:${origin.port}`, s3: { endpoint, region, credentials }, bucket: BUCKET },
      client,
      inFreshBucket: async (part) => {
        await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
        const result = await part();
        // Not through the server: it would still be busy with it in the next round.
        await rm(join(store.dataDirectory, BUCKET), { recursive: true });
        return result;
      },
    });
  } finally {
    client.destroy();
    origin.stop();
    await store.stop();
  }
}

/** In memory where there is room, else in the temporary folder. */
async function startStore(): Promise<Versitygw> {
  try {
    const { bavail, bsize } = await statfs(IN_MEMORY);
    if (bavail * bsize > ROOM_BYTES) {
      return await startVersitygw({ onProgress: progress, temporaryDirectory: IN_MEMORY });
    }
  } catch {
    // No such folder, or a kernel before 6.6, whose tmpfs has no extended attributes.
  }
  progress('no room in memory for the S3 server: it writes to the temporary folder, and figures are lower');
  return startVersitygw({ onProgress: progress });
}
