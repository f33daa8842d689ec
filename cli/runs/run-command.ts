import type { Command } from 'commander';
import type { ExitCode } from '../exit-code.ts';
import {
  type CommandContext,
  type CommandHelp,
  onStack,
  operatorCommand,
  type StackWork,
} from '../operator-command.ts';
import type { RunKind } from './run-kinds.ts';
import { type RunOptions, type RunRequest, runOnClouds } from './run-on-clouds.ts';
import { withStackRuns } from './stack-runs.ts';

/** A command that starts the runs of a kind, and watches them. */
export interface RunCommand<Options extends RunOptions> {
  readonly kind: RunKind;
  readonly help: Omit<CommandHelp, 'name' | 'json'>;
  /** Adds the options of its own, which follow `--cloud`. */
  options(command: Command): Command;
  /** What an execution is started with, beside the cloud and who asked. */
  input(options: Options): object;
  /** Says and asks what must be settled first; an exit code where nothing is started. */
  prepare?(request: RunRequest<Options>): Promise<ExitCode | undefined>;
}

/** What makes the command of a kind of run. */
export function runCommand<Options extends RunOptions>(definition: RunCommand<Options>) {
  const { kind, help, input, prepare } = definition;
  const run: StackWork<Options> = (stack, options, { console, signal }) => {
    const machineArn = stack.output(kind.machineOutput);
    const clouds = stack.chosenClouds(options.cloud);
    return withStackRuns(stack, signal, async (runs) => {
      const request = { options, stack, machineArn, clouds, runs, console };
      const code = await prepare?.(request);
      return code ?? runOnClouds(kind, { reason: 'operator', ...input(options) }, request);
    });
  };
  return (context: CommandContext): Command => {
    const command = operatorCommand({
      ...help,
      name: kind.command,
      json: 'print JSON to stdout instead of text, a document a line: progress, and the summary last',
    }).option('--cloud <name>', 'this cloud alone, instead of every cloud of the stack');
    const print = (failure: object) => context.console.jsonLine({ type: 'error', ...failure });
    return definition.options(command).action(onStack(context, run, print));
  };
}
