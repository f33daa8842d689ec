import { Command } from 'commander';
import { awsFailureText } from '../shared/adapters/aws/aws-failure-text.ts';
import type { CommandContext } from './command-context.ts';
import { EXIT_CODE, type ExitCode } from './exit-code.ts';
import { OperatorError } from './operator-error.ts';
import { DeployedStack } from './stack/deployed-stack.ts';
import { UsageError } from './usage-error.ts';

/** The options that every command has. */
export interface CommonOptions {
  readonly stack: string;
  readonly json?: boolean;
}

/** How a command is told to whoever asks for its help. */
export interface CommandHelp {
  readonly name: string;
  readonly summary: string;
  readonly description: string;
  /** What stands after the options: exit codes that differ in meaning, an example. */
  readonly after: string;
  /** What `--json` does, where it is not what it does everywhere. */
  readonly json?: string;
}

const DEFAULT_STACK = 'CloudinaryBackup';
const ONE_DOCUMENT = 'print one JSON document to stdout instead of text';

/** A command with its help and the common options. */
export function operatorCommand({ name, summary, description, after, json = ONE_DOCUMENT }: CommandHelp): Command {
  return new Command(name)
    .summary(summary)
    .description(description)
    .option('--stack <name>', 'the deployed stack', DEFAULT_STACK)
    .option('--json', json)
    .addHelpText('after', `\n${after.trim()}`);
}

/**
 * Does a command's work with the stack that its options name, and sets the process's exit code. A failure is told, not
 * thrown: on stderr, and with `--json` as `{"error": …}` on stdout too.
 *
 * @param print how `--json` prints a failure
 */
export async function runOnStack(
  context: CommandContext,
  options: CommonOptions,
  work: (stack: DeployedStack) => Promise<ExitCode>,
  print = (failure: { readonly error: string }): void => context.console.json(failure),
): Promise<void> {
  try {
    process.exitCode = await work(await DeployedStack.read(options.stack));
  } catch (error) {
    const text = error instanceof OperatorError ? error.message : awsFailureText(error);
    context.console.note(text);
    if (options.json === true) print({ error: text });
    process.exitCode = error instanceof UsageError ? EXIT_CODE.usage : EXIT_CODE.failed;
  }
}
