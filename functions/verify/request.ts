import * as z from 'zod/mini';
import type { VerifyState } from '../../shared/usecases/verify/verify-step.ts';
import { parseRequest, RUN_INPUT, stepRequest } from '../step-request.ts';

interface VerifyExecutionInput {
  readonly cloud: string;
  readonly reason: z.infer<typeof RUN_INPUT.reason>;
  readonly readData?: string | undefined;
  readonly mend?: boolean | undefined;
}

const step = stepRequest<z.ZodMiniType<VerifyExecutionInput>, VerifyState>(
  z.strictObject({ ...RUN_INPUT, readData: z.optional(z.string()), mend: z.optional(z.boolean()) }),
);

/** @throws PipelineError `invalid-configuration` for what is no step of a verify run */
export function parseVerifyRequest(event: unknown) {
  return parseRequest(step, event);
}
