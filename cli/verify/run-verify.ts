import type { CommandContext } from '../command-context.ts';
import type { ExitCode } from '../exit-code.ts';
import type { CommonOptions } from '../operator-command.ts';
import { runOnClouds } from '../runs/run-on-clouds.ts';
import { withStackRuns } from '../runs/stack-runs.ts';
import { chosenClouds } from '../stack/clouds-of.ts';
import type { DeployedStack } from '../stack/deployed-stack.ts';
import { verifyWork } from './verify-work.ts';

/** The options of `verify` as commander reads them. */
export interface VerifyOptions extends CommonOptions {
  readonly cloud?: string;
  /** A subset, valid. */
  readonly readData?: string;
  /** Commander's reading of `--no-mend`: true unless it is given. */
  readonly mend: boolean;
  /** The same as `--no-mend`. */
  readonly dryRun?: boolean;
  readonly detach?: boolean;
}

/** Verifies clouds of the stack: starts their verify runs, and watches them. */
export function runVerify(options: VerifyOptions, stack: DeployedStack, context: CommandContext): Promise<ExitCode> {
  const { json = false, detach = false, dryRun = false, readData } = options;
  const machineArn = stack.output('VerifyStateMachineArn');
  const clouds = chosenClouds(stack, options.cloud);
  return withStackRuns(stack, (runs) => {
    const work = verifyWork(machineArn, { readData, mend: options.mend && !dryRun }, runs, context.signal);
    return runOnClouds(work, clouds, { stack: stack.name, json, detach }, runs, context);
  });
}
