import type { Command } from 'commander';
import { type CommandHelp, describedCommand } from './command-help.ts';
import type { CommandContext, CommonOptions, PrintFailure, StackWork } from './command-work.ts';
import { DEFAULT_STACK } from './executable.ts';

const ONE_DOCUMENT = 'print one JSON document to stdout instead of text';

/**
 * Describes a command, with its help and the common options.
 *
 * @param json what `--json` does, if it differs from most commands
 */
export function operatorCommand(help: CommandHelp, json = ONE_DOCUMENT): Command {
  return describedCommand(help).option('--stack <name>', 'the deployed stack', DEFAULT_STACK).option('--json', json);
}

/**
 * Makes the action of a command: it loads the work, does it on the stack that the options name, and reports the exit
 * code.
 *
 * @param load imports the work with everything that it depends on: `--help` must not wait for the AWS SDK
 */
export function onStack<Options extends CommonOptions>(
  context: CommandContext,
  load: () => Promise<StackWork<Options>>,
  print: PrintFailure = (failure) => context.console.json(failure),
): (options: Options) => Promise<void> {
  return async (options) => {
    const [{ workOnStack }, work] = await Promise.all([import('./stack/work-on-stack.ts'), load()]);
    context.exit(await workOnStack(work, options, context, print));
  };
}
