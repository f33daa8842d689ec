import * as z from 'zod/mini';
import { PipelineError } from '#shared/domain/errors.ts';

/** A variable that must be set. */
export const text = z.string().check(z.minLength(1));

/** `undefined`, which no schema accepts, for text that is not JSON. */
function parsed(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

/** A variable that holds JSON. */
export function json<Schema extends z.ZodMiniType>(schema: Schema) {
  return z.pipe(z.pipe(text, z.transform(parsed)), schema);
}

const decimal = z.pipe(
  text,
  z.transform((value) => Number(value)),
);

/** A whole number that is not negative: a count, or seconds. */
export const wholeNumber = z.pipe(decimal, z.int().check(z.nonnegative()));

/** A share, from 0 to 1. */
export const share = z.pipe(decimal, z.number().check(z.minimum(0), z.maximum(1)));

/**
 * Reads a function's environment once, at its start. An empty variable counts as missing.
 *
 * @throws PipelineError `invalid-configuration`, with every problem in one message
 */
export function readEnvironment<Schema extends z.ZodMiniType>(schema: Schema): z.infer<Schema> {
  const variables = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''));
  const result = schema.safeParse(variables);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${issue.path.join('.')} is missing or malformed`);
  throw new PipelineError(
    'invalid-configuration',
    `The environment variables of the function are wrong: ${problems.join('; ')}. Deploy the stack again.`,
  );
}
