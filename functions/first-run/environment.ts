import * as z from 'zod/mini';
import { readEnvironment, text } from '../environment.ts';

const schema = z.object({ STATE_MACHINE_ARN: text });

/** The state machine to start. */
export function firstRunEnvironment() {
  return readEnvironment(schema);
}
