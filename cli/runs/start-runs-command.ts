import type { Command } from 'commander';
import type { CommandHelp } from '../command-help.ts';
import type { CommandContext, StackWork } from '../command-work.ts';
import { onStack, operatorCommand } from '../operator-command.ts';
import type { RunOptions } from './start-and-watch.ts';

/** A command that starts the runs of a kind and watches them. */
export interface StartRunsCommand<Options extends RunOptions> {
  readonly help: CommandHelp;
  /** Adds its own options, which follow `--cloud`. */
  options(command: Command): Command;
  /** Imports its work. */
  load(): Promise<StackWork<Options>>;
}

/** Makes the function that describes a command of this kind. */
export function startRunsCommand<Options extends RunOptions>({ help, options, load }: StartRunsCommand<Options>) {
  return (context: CommandContext): Command => {
    const command = operatorCommand(help, 'print JSON, one document a line: progress, and a summary last').option(
      '--cloud <name>',
      'only this cloud, instead of every cloud of the stack',
    );
    const print = (failure: object) => context.console.jsonLine({ type: 'error', ...failure });
    return options(command).action(onStack(context, load, print));
  };
}
