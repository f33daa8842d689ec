import { setTimeout as sleep } from 'node:timers/promises';
import type { PutResult } from '../../usecases/object-store.ts';
import { s3Failure } from './s3-failure.ts';

/** Pauses between attempts while another writer is at the same key, in milliseconds. */
const PAUSES_MS = [50, 200, 800];

/**
 * A conditional write: taken is a result, and a conflict with another writer is tried again, which the SDK does not do.
 *
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export async function writeOnce(write: () => Promise<PutResult>, signal: AbortSignal): Promise<PutResult> {
  for (const pause of PAUSES_MS) {
    try {
      return await write();
    } catch (error) {
      const failure = s3Failure(error, signal);
      if (!failure.isConflict) return failure.unlessTaken();
    }
    await sleep(pause);
  }
  return write().catch((error: unknown) => s3Failure(error, signal).unlessTaken());
}
