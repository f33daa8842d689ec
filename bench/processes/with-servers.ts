import { rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { startVersitygw, type Versitygw } from '#local/versitygw/start-versitygw.ts';
import { progress } from '../measuring.ts';
import { startServer } from './start-child.ts';

/** The servers that a copier copies between. */
export interface CopierEnds {
  /** The URL of the media server, without a trailing slash. */
  readonly mediaUrl: string;
  readonly s3: Pick<Versitygw, 'endpoint' | 'region' | 'credentials'>;
  readonly bucket: string;
}

/** A media server and an S3 server, both running. */
export interface Servers {
  readonly ends: CopierEnds;
  /** As root. */
  readonly client: S3Client;
  /** Creates the bucket for a piece of work, and afterwards removes it with everything in it. */
  inFreshBucket<Result>(work: () => Promise<Result>): Promise<Result>;
}

const BUCKET = 'bench';
/** A file system in memory, where Linux has one: the benchmark of a copier must not measure the disk. */
const IN_MEMORY = '/dev/shm';
/** Containers often have only 64 MB there. */
const ROOM_BYTES = 3e9;

/**
 * Starts a media server and an S3 server, and stops them after the work.
 *
 * @param latencyMs how long the media server waits before it answers
 */
export async function withServers<Result>(
  latencyMs: number,
  work: (servers: Servers) => Promise<Result>,
): Promise<Result> {
  const media = await startServer('media-server/media-server.ts', [latencyMs]);
  const store = await startStore();
  const { endpoint, region, credentials } = store;
  const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  try {
    return await work({
      ends: { mediaUrl: `http://127.0.0.1:${media.port}`, s3: { endpoint, region, credentials }, bucket: BUCKET },
      client,
      inFreshBucket: async (part) => {
        await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
        const result = await part();
        // Through the server, the removal would still take CPU time in the next round.
        await rm(join(store.dataDirectory, BUCKET), { recursive: true });
        return result;
      },
    });
  } finally {
    client.destroy();
    media.stop();
    await store.stop();
  }
}

/** Keeps its data in memory if there is room, else in the temporary folder. */
async function startStore(): Promise<Versitygw> {
  try {
    const { bavail, bsize } = await statfs(IN_MEMORY);
    if (bavail * bsize > ROOM_BYTES) {
      return await startVersitygw({ onProgress: progress, temporaryDirectory: IN_MEMORY });
    }
  } catch {
    // There is no such folder, or the kernel is older than 6.6, where tmpfs has no extended attributes.
  }
  progress('no room in memory for the S3 server: it writes to the temporary folder, which lowers the figures');
  return startVersitygw({ onProgress: progress });
}
