import * as z from 'zod/mini';
import { json, readEnvironment } from '../environment.ts';
import { RUN_VARIABLES } from '../run-handler.ts';

const schema = z.object({ ...RUN_VARIABLES, CLOUDS: json(z.array(z.string())) });

/** The environment variables of the verify function. */
export type VerifyEnvironment = z.infer<typeof schema>;

export function verifyEnvironment(): VerifyEnvironment {
  return readEnvironment(schema);
}
