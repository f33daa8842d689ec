import * as z from 'zod/mini';
import { readEnvironment, text } from '../environment.ts';

const schema = z.object({ STACK_NAME: text });

/** The stack's name, which distinguishes its findings from those of other stacks in the account. */
export function bucketCheckEnvironment() {
  return readEnvironment(schema);
}
