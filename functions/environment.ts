import * as z from 'zod';
import { PipelineError } from '../shared/domain/errors.ts';

/** A variable that holds JSON. */
export const json = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.issues.push({ code: 'custom', message: 'is not JSON', input: text });
        return z.NEVER;
      }
    })
    .pipe(schema);

/** A whole number of seconds. */
export const seconds = z.coerce.number().int().nonnegative();

/**
 * Reads a function's environment once, at its start. An empty variable counts as missing.
 *
 * @throws PipelineError `invalid-configuration`, with every problem in one message
 */
export const readEnvironment = <Schema extends z.ZodType>(schema: Schema): z.infer<Schema> => {
  const set = Object.entries(process.env).filter(([, value]) => value !== '');
  const parsed = schema.safeParse(Object.fromEntries(set));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new PipelineError(
    'invalid-configuration',
    `The environment of the function is wrong; deploy the stack anew. ${problems.join('; ')}`,
  );
};
