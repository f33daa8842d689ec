import * as z from 'zod/mini';
import { PipelineError } from '../shared/domain/errors.ts';
import { RUN_REASONS } from '../shared/domain/inventory/inventory-documents.ts';
import { type WithoutUndefined, withoutUndefined } from '../shared/domain/text/without-undefined.ts';
import type { InventoryChecks } from '../shared/usecases/inventory/inventory-step.ts';
import type { RunExecution, StepEvent } from '../shared/usecases/runs/step.ts';

/** What every execution of a run is started with. */
export const RUN_INPUT = { cloud: z.string(), reason: z.enum(RUN_REASONS) };

// Step Functions leaves milliseconds out where there are none; they belong to the run's name.
const moment = z.pipe(
  z.iso.datetime(),
  z.transform((time) => new Date(time).toISOString()),
);

/**
 * What a state machine hands to a function at each step.
 *
 * @param input what an execution may be started with; nothing else is taken, so that a typo is noticed
 */
export function stepRequest<Input extends z.ZodMiniType, State>(input: Input) {
  return z.object({
    execution: z.object({ arn: z.string(), startedAt: moment }),
    input,
    retries: z.int(),
    /** Of a check that failed, its error. */
    checks: z.object({
      bucket: z.optional(z.object({ violations: z.optional(z.int()) })),
      triggers: z.optional(z.object({ repaired: z.optional(z.int()) })),
    }),
    /** What the step before has returned; empty at the first one. */
    last: z.object({ state: z.optional(z.custom<State>()) }),
  });
}

/** @throws PipelineError `invalid-configuration` that names what is wrong, for an execution that was started otherwise */
export function parseRequest<Schema extends z.ZodMiniType>(schema: Schema, event: unknown): z.infer<Schema> {
  const result = schema.safeParse(event);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new PipelineError(
    'invalid-configuration',
    `The function was not called as it should be: ${problems.join('; ')}`,
  );
}

/** @throws PipelineError `invalid-configuration` for a cloud that is not configured */
export function configuredCloud<Settings>(clouds: Readonly<Record<string, Settings>>, cloud: string): Settings {
  const settings = Object.hasOwn(clouds, cloud) ? clouds[cloud] : undefined;
  if (settings !== undefined) return settings;
  throw new PipelineError(
    'invalid-configuration',
    `The cloud ${JSON.stringify(cloud)} is not configured; there are: ${Object.keys(clouds).join(', ')}.`,
  );
}

/** What a state machine sends, parsed. */
interface StepRequest<Input, State> {
  readonly execution: RunExecution;
  readonly input: Input;
  readonly retries: number;
  readonly checks: {
    readonly bucket?: { readonly violations?: number | undefined } | undefined;
    readonly triggers?: { readonly repaired?: number | undefined } | undefined;
  };
  readonly last: { readonly state?: State | undefined };
}

/** The event of a step, as its use case takes it. */
export function stepEventOf<Input extends object, State>({
  execution,
  input,
  retries,
  last: { state },
}: StepRequest<Input, State>): StepEvent<WithoutUndefined<Input>, State> {
  return { execution, input: withoutUndefined(input), retries, ...(state !== undefined && { state }) };
}

/** What other functions found before the run; absent where they failed. */
export function checksOf({ checks: { bucket, triggers } }: StepRequest<unknown, unknown>): InventoryChecks {
  return withoutUndefined({ bucketViolations: bucket?.violations, triggersRepaired: triggers?.repaired });
}
