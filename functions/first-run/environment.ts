import * as z from 'zod/mini';
import { readEnvironment, text } from '../environment.ts';

const schema = z.object({ STATE_MACHINE_ARN: text });

/** What is started. */
export function firstRunEnvironment() {
  return readEnvironment(schema);
}
