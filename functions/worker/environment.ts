import * as z from 'zod/mini';
import { json, readEnvironment, seconds, share, text } from '../environment.ts';

const names = z.optional(z.array(z.string()));
const selector = z.optional(z.object({ types: names, tags: names, prefixes: names }));

const cloud = z.object({
  credentialsParameter: text,
  apiOrigin: text,
  downloadOrigins: z.array(text),
  nativeBackup: z.boolean(),
  rules: z.object({ exclude: selector, include: selector }),
});

const schema = z.object({
  CLOUDS: json(z.record(z.string(), cloud)),
  BUCKET_NAME: text,
  LIVE_QUEUE_URL: text,
  BULK_QUEUE_URL: text,
  LARGE_QUEUE_URL: text,
  RETRY_BASE_SECONDS: seconds,
  RETRY_CAP_SECONDS: seconds,
  QUOTA_RESERVE: share,
});

/** What the worker is configured with. */
export type WorkerEnvironment = z.infer<typeof schema>;

export const workerEnvironment = (): WorkerEnvironment => readEnvironment(schema);
