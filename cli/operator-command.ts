import { Command, InvalidArgumentError } from 'commander';
import { awsFailureText } from '#shared/adapters/aws/aws-failure-text.ts';
import type { OperatorConsole } from './console/operator-console.ts';
import { EXIT_CODE, type ExitCode } from './exit-code.ts';
import { OperatorError, UsageError } from './operator-error.ts';
import { DeployedStack } from './stack/deployed-stack.ts';

/** What every command gets. */
export interface CommandContext {
  readonly console: OperatorConsole;
  /** Aborted by Ctrl-C: a command finishes what it has in hand. */
  readonly signal: AbortSignal;
  /** Takes the exit code of the command that ran. */
  exit(code: ExitCode): void;
}

/** The options that every command has. */
export interface CommonOptions {
  readonly stack: string;
  readonly json?: boolean;
  /** Of those that change something. */
  readonly dryRun?: boolean;
}

/** What the help of a command says. */
export interface CommandHelp {
  readonly name: string;
  readonly summary: string;
  /** Its paragraphs, a line each: commander wraps them. */
  readonly description: readonly string[];
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
    .description(description.join('\n\n'))
    .option('--stack <name>', 'the deployed stack', DEFAULT_STACK)
    .option('--json', json)
    .addHelpText('after', `\n${after.trim()}`);
}

/**
 * An option's value as a number, 1 or more.
 *
 * @throws InvalidArgumentError for anything else
 */
export function wholeNumber(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(number) && number > 0) return number;
  throw new InvalidArgumentError('It must be a whole number, 1 or more.');
}

/** Does a command's work with a deployed stack. */
export type StackWork<Options> = (stack: DeployedStack, options: Options, context: CommandContext) => Promise<ExitCode>;

/**
 * The action of a command: does its work with the stack that its options name, and hands over the exit code. A failure
 * is reported, not thrown: on stderr, and with `--json` as `{"error": …}` on stdout too.
 *
 * @param print how `--json` prints a failure
 */
export function onStack<Options extends CommonOptions>(
  context: CommandContext,
  work: StackWork<Options>,
  print = (failure: { readonly error: string }): void => context.console.json(failure),
): (options: Options) => Promise<void> {
  return async (options) => {
    try {
      context.exit(await work(await DeployedStack.read(options.stack), options, context));
    } catch (error) {
      const text = error instanceof OperatorError ? error.message : awsFailureText(error);
      context.console.note(text);
      if (options.json === true) print({ error: text });
      context.exit(error instanceof UsageError ? EXIT_CODE.usage : EXIT_CODE.failed);
    }
  };
}
