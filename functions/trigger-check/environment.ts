import * as z from 'zod/mini';
import { json, readEnvironment, text } from '../environment.ts';

const schema = z.object({
  /** The clouds whose triggers this project registers. */
  CLOUDS: json(z.record(z.string(), z.object({ credentialsParameter: text, apiOrigin: text }))),
  /** Where the API receives notifications, without a cloud: `https://…/webhooks`. */
  WEBHOOKS_URL: text,
});

/** Whose triggers are looked after, and where they lead. */
export function triggerCheckEnvironment() {
  return readEnvironment(schema);
}
