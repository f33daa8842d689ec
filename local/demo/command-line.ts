import { type Command, CommanderError } from 'commander';

/** What demo and drill have in common. */
export interface RunOptions {
  /** One JSON document at the end instead of the table. */
  readonly json: boolean;
  /** Every line that cdk prints. */
  readonly verbose: boolean;
}

/** Nothing is run: help was asked for, or something that the program does not know. */
export interface NoRun {
  readonly exitCode: 0 | 2;
}

/**
 * Reads the arguments after a program's name. Help and complaints are written out.
 *
 * @param command with the options that are the program's own
 * @param npm how npm runs it: `npm start`
 * @param defaults of the program's own options
 */
export function parseCommandLine<Options extends object>(
  command: Command,
  args: readonly string[],
  { npm, defaults }: { readonly npm: string; readonly defaults: Options },
): (Options & RunOptions) | NoRun {
  command
    .name(`${npm} --`)
    .option('--json', `print one JSON document at the end, progress to stderr (${npm} --silent -- --json)`)
    .option('--verbose', 'show every line that cdk prints')
    .showHelpAfterError(`(${npm} -- --help tells what there is)`)
    .exitOverride();
  try {
    const given = command.parse(args, { from: 'user' }).opts<Partial<Options & RunOptions>>();
    return { ...defaults, json: false, verbose: false, ...given };
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { exitCode: error.exitCode === 0 ? 0 : 2 };
  }
}
