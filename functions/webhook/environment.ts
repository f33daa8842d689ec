import * as z from 'zod';
import { json, readEnvironment } from '../environment.ts';

const schema = z.object({
  CLOUDS: json(z.record(z.string(), z.object({ credentialsParameter: z.string().min(1) }))),
  LIVE_QUEUE_URL: z.url(),
  LARGE_QUEUE_URL: z.url(),
  DEAD_LETTER_QUEUE_URL: z.url(),
});

/** Where the webhook function finds its secrets and its queues. */
export const webhookEnvironment = () => readEnvironment(schema);
