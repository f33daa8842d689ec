import * as z from 'zod/mini';
import { json, readEnvironment, text } from '../environment.ts';

const schema = z.object({ API_ORIGINS: json(z.array(text)) });

/** Where the function may send credentials. */
export function triggersEnvironment() {
  return readEnvironment(schema);
}
