import * as z from 'zod/mini';
import { json, readEnvironment, text } from '../environment.ts';

const schema = z.object({
  CLOUDS: json(z.record(z.string(), z.object({ credentialsParameter: text }))),
  LIVE_QUEUE_URL: text,
  LARGE_QUEUE_URL: text,
  SET_ASIDE_QUEUE_URL: text,
});

/** Where the webhook function finds its secrets and its queues. */
export function webhookEnvironment() {
  return readEnvironment(schema);
}
