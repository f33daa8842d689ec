import * as z from 'zod';
import { json, readEnvironment, seconds } from '../environment.ts';

const selector = z.object({
  types: z.array(z.string()).optional(),
  tags: z.array(z.string()).optional(),
  prefixes: z.array(z.string()).optional(),
});

const schema = z.object({
  CLOUDS: json(
    z.record(
      z.string(),
      z.object({
        credentialsParameter: z.string().min(1),
        apiOrigin: z.url(),
        downloadOrigins: z.array(z.url()),
        nativeBackup: z.boolean(),
        rules: z.object({ exclude: selector.optional(), include: selector.optional() }),
      }),
    ),
  ),
  BUCKET_NAME: z.string().min(1),
  LIVE_QUEUE_URL: z.url(),
  BULK_QUEUE_URL: z.url(),
  LARGE_QUEUE_URL: z.url(),
  RETRY_BASE_SECONDS: seconds,
  RETRY_CAP_SECONDS: seconds,
  QUOTA_RESERVE: z.coerce.number().min(0).max(1),
});

/** What the worker is configured with. */
export type WorkerEnvironment = z.infer<typeof schema>;

export const workerEnvironment = (): WorkerEnvironment => readEnvironment(schema);
