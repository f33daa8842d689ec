import { type Command, CommanderError } from 'commander';

/** The options of both demo and drill. */
export interface RunOptions {
  /** Print one JSON document at the end instead of the table. */
  readonly json: boolean;
  /** Show every line that cdk prints. */
  readonly verbose: boolean;
}

/** Nothing runs: the user asked for help, or gave an unknown option or argument. */
export interface NoRun {
  readonly exitCode: 0 | 2;
}

/**
 * Reads the arguments after a program's name. Prints help and errors.
 *
 * @param command with the program's own options
 * @param npm the command that runs it: `npm start`
 * @param defaults of the program's own options
 */
export function parseCommandLine<Options extends object>(
  command: Command,
  args: readonly string[],
  { npm, defaults }: { readonly npm: string; readonly defaults: Options },
): (Options & RunOptions) | NoRun {
  command
    .name(`${npm} --`)
    .option(
      '--json',
      `print one JSON document to stdout at the end, and progress to stderr (use ${npm} --silent -- --json)`,
    )
    .option('--verbose', 'show every line that cdk prints')
    .showHelpAfterError(`(${npm} -- --help lists the options)`)
    .exitOverride();
  try {
    const given = command.parse(args, { from: 'user' }).opts<Partial<Options & RunOptions>>();
    return { ...defaults, json: false, verbose: false, ...given };
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { exitCode: error.exitCode === 0 ? 0 : 2 };
  }
}
