import * as z from 'zod/mini';
import { json, readEnvironment, text } from '../environment.ts';

const schema = z.object({
  /** The clouds whose triggers the stack registers. */
  CLOUDS: json(z.record(z.string(), z.object({ credentialsParameter: text, apiOrigin: text }))),
  /** Where the API receives notifications, without a cloud: `https://…/webhooks`. */
  WEBHOOKS_URL: text,
});

/** The clouds whose triggers are checked, and the URL that they must have. */
export function triggerCheckEnvironment() {
  return readEnvironment(schema);
}
