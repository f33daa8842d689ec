import * as z from 'zod/mini';
import { cloudSettings } from '../clouds.ts';
import { json, readEnvironment, share, text, wholeNumber } from '../environment.ts';

const schema = z.object({
  CLOUDS: json(z.record(z.string(), cloudSettings)),
  BUCKET_NAME: text,
  LIVE_QUEUE_URL: text,
  BULK_QUEUE_URL: text,
  LARGE_QUEUE_URL: text,
  RETRY_BASE_SECONDS: wholeNumber,
  RETRY_CAP_SECONDS: wholeNumber,
  QUOTA_RESERVE: share,
});

/** The environment variables of the worker. */
export type WorkerEnvironment = z.infer<typeof schema>;

export function workerEnvironment(): WorkerEnvironment {
  return readEnvironment(schema);
}
