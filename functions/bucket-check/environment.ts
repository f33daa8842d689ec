import * as z from 'zod/mini';
import { readEnvironment, text } from '../environment.ts';

const schema = z.object({ STACK_NAME: text });

/** By what the check tells its stack's findings from those of others in the account. */
export function bucketCheckEnvironment() {
  return readEnvironment(schema);
}
