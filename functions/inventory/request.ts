import * as z from 'zod/mini';
import type { Quota } from '../../shared/domain/cloudinary/quota.ts';
import type { InventoryOutcome, InventoryState } from '../../shared/usecases/inventory/inventory-step.ts';
import type { LibraryUsage } from '../../shared/usecases/inventory/library-listing.ts';
import type { StepResult } from '../../shared/usecases/runs/step.ts';
import type { FailedStep } from '../step-failure.ts';
import { parseRequest, RUN_INPUT, stepRequest } from '../step-request.ts';

const step = stepRequest<z.ZodMiniType<InventoryExecutionInput>, InventoryState>(
  z.strictObject({ ...RUN_INPUT, retry: z.optional(z.boolean()) }),
);
/** The operator's question, before a run, of what it will take. */
const preview = z.object({ preview: z.object({ cloud: z.string() }) });

interface InventoryExecutionInput {
  readonly cloud: string;
  readonly reason: z.infer<typeof RUN_INPUT.reason>;
  readonly retry?: boolean | undefined;
}

/** What the function answers: the result of a step, or what Cloudinary says of a library. */
export type InventoryAnswer =
  | StepResult<InventoryState, InventoryOutcome>
  | FailedStep
  | { readonly usage: LibraryUsage; readonly quota: Quota | undefined; readonly reserve: number };

/** @throws PipelineError `invalid-configuration` for anything else */
export function parseInventoryRequest(event: unknown) {
  return preview.safeParse(event).data ?? parseRequest(step, event);
}
