import type { CommandContext } from '../command-context.ts';
import { EXIT_CODE, type ExitCode } from '../exit-code.ts';
import type { CommonOptions } from '../operator-command.ts';
import { withStackRuns } from '../runs/stack-runs.ts';
import { chosenClouds } from '../stack/clouds-of.ts';
import type { DeployedStack } from '../stack/deployed-stack.ts';
import { type CloudStatus, cloudStatus } from './cloud-status.ts';
import { queueDepths } from './queue-depths.ts';
import { statusDocument } from './status-document.ts';
import { statusLines } from './status-lines.ts';

/** The options of `status` as commander reads them. */
export interface StatusOptions extends CommonOptions {
  readonly cloud?: string;
  /** How many runs of each kind to name. */
  readonly last: number;
}

/** Tells how things are with clouds of the stack. It changes nothing. */
export function runStatus(
  { json = false, cloud: named, last }: StatusOptions,
  stack: DeployedStack,
  { console, signal }: CommandContext,
): Promise<ExitCode> {
  const machines = {
    inventory: stack.output('InventoryStateMachineArn'),
    verify: stack.output('VerifyStateMachineArn'),
  };
  const clouds = chosenClouds(stack, named);
  return withStackRuns(stack, async (runs) => {
    const depths = await queueDepths(stack);
    const statuses: CloudStatus[] = [];
    for (const cloud of clouds) statuses.push(await cloudStatus(cloud, { machines, last }, runs, signal));
    const now = new Date();
    const document = statusDocument(stack.name, statuses, depths, now);
    if (json) console.json(document);
    else console.lines(statusLines(statuses, depths, now));
    return document.ok ? EXIT_CODE.done : EXIT_CODE.attention;
  });
}
