import type { StepEvent, StepResult } from '../runs/step.ts';
import { beginInventory } from './begin-inventory.ts';
import { finishInventory } from './finish-inventory.ts';
import { goOnWith } from './go-on.ts';
import {
  type InventoryChecks,
  type InventoryDependencies,
  type InventoryInput,
  type InventoryOutcome,
  inventoryRun,
} from './inventory-run.ts';
import type { InventoryState } from './inventory-state.ts';

/** Work on one shard that takes longer than this, in milliseconds, is long. */
const LONG_MS = 60_000;

export type {
  InventoryChecks,
  InventoryDependencies,
  InventoryInput,
  InventoryOutcome,
} from './inventory-run.ts';
export type { InventoryState } from './inventory-state.ts';

/**
 * One step of an inventory run: goes on from where the one before was until its time is nearly up, it has to wait, or the
 * run is done.
 *
 * @throws what has failed too often in a row, or what waiting cannot mend; the run can be resumed at this step
 */
export async function inventoryStep(
  event: StepEvent<InventoryInput, InventoryState> & { readonly checks?: InventoryChecks },
  on: InventoryDependencies,
): Promise<StepResult<InventoryState, InventoryOutcome>> {
  const { execution, input, retries, checks = {} } = event;
  const run = inventoryRun(input, execution, on, retries > 0);
  const begunAt = on.now().getTime();
  let { state } = event;
  if (state === undefined) {
    const beginning = await beginInventory(run, execution);
    if (!beginning.begun) {
      return { next: 'done', outcome: { ended: 'yielded', to: beginning.to, execution: beginning.execution } };
    }
    state = beginning.state;
  }
  const { quota } = state;
  if (quota !== undefined) on.listing.recall({ ...quota, resetsAt: new Date(quota.resetsAt) });
  const handedOn = (from: InventoryState): InventoryState => ({
    ...from,
    steps: from.steps + 1,
    workedSeconds: from.workedSeconds + (on.now().getTime() - begunAt) / 1000,
  });
  for (;;) {
    if (state.phase === 'finish') {
      const report = await finishInventory(run, handedOn(state), checks);
      await on.publish(report);
      return { next: 'done', outcome: { ended: 'finished', report } };
    }
    const before = on.now().getTime();
    const progress = await goOnWith(run, state);
    if (progress.wait !== undefined) return { next: 'wait', ...progress.wait, state: handedOn(progress.state) };
    state = progress.state;
    // What takes long may take longer than is left the next time: it gets an invocation to itself.
    if (on.isLate() || on.now().getTime() - before > LONG_MS) return { next: 'continue', state: handedOn(state) };
  }
}
