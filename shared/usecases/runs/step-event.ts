import * as z from 'zod/mini';
import { PipelineError } from '#shared/domain/errors.ts';
import { RUN_REASONS } from '#shared/domain/runs/document-fields.ts';
import type { RunState, StepEvent } from './run.ts';

/** The schema of every execution's input: {@link RunInput}. */
export const RUN_INPUT = { cloud: z.string(), reason: z.enum(RUN_REASONS) };

// Step Functions omits milliseconds if they are zero; but they are part of the run's name.
const moment = z.pipe(
  z.iso.datetime(),
  z.transform((time) => new Date(time).toISOString()),
);

/**
 * The event of a step, as a state machine sends it.
 *
 * @param input the schema of the input; it must accept nothing else, so that typos are noticed
 * @throws PipelineError `invalid-configuration` that names what is wrong
 */
export function parseStepEvent<Input, State extends RunState>(
  input: z.ZodMiniType<Input>,
  event: unknown,
): StepEvent<Input, State> {
  const schema = z.object({
    execution: z.object({ arn: z.string(), startedAt: moment }),
    input,
    retries: z.int(),
    // For a failed check, its error.
    checks: z.record(z.string(), z.unknown()),
    // What the previous step returned; empty in the first step.
    last: z.object({ state: z.optional(z.custom<State>((state) => typeof state === 'object' && state !== null)) }),
  });
  const { success, data, error } = schema.safeParse(event);
  if (success) {
    const { last, ...rest } = data;
    return { ...rest, ...(last.state !== undefined && { state: last.state }) };
  }
  const problems = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new PipelineError('invalid-configuration', `The function received an invalid event: ${problems.join('; ')}`);
}
