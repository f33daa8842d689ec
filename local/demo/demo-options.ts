import { Command, CommanderError } from 'commander';

/** What the demo was asked for. */
export interface DemoOptions {
  /** Leave everything running afterwards. */
  readonly keep: boolean;
  /** One JSON document at the end instead of the table. */
  readonly json: boolean;
  /** Every line that cdk prints. */
  readonly verbose: boolean;
}

/** The demo does not run: it was asked for its help, or for something that it does not know. */
export interface NoDemo {
  readonly exitCode: 0 | 2;
}

const EXIT_CODES = `
Exit codes:
  0    every revision is in the bucket, byte for byte
  1    something is missing or wrong, or the local cloud did not start
  2    an unknown option
  130  interrupted`;

/** Reads the arguments after the program's name. Help and complaints are written out. */
export function parseDemoOptions(args: readonly string[]): DemoOptions | NoDemo {
  const command = new Command('npm start --')
    .description(
      'Deploys the backup stack to a cloud on this machine, uploads to a simulated Cloudinary with the official SDK, ' +
        'and compares what arrives in the bucket with the files that were uploaded.',
    )
    .option('--keep', 'leave everything running afterwards and say what to try')
    .option('--json', 'print one JSON document at the end, progress to stderr (npm start --silent -- --json)')
    .option('--verbose', 'show every line that cdk prints')
    .addHelpText('after', EXIT_CODES)
    .showHelpAfterError('(npm start -- --help tells what there is)')
    .exitOverride();
  try {
    const given = command.parse(args, { from: 'user' }).opts<Partial<DemoOptions>>();
    return { keep: false, json: false, verbose: false, ...given };
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { exitCode: error.exitCode === 0 ? 0 : 2 };
  }
}
