import { Command } from 'commander';
import { type NoRun, parseCommandLine, type RunOptions } from './command-line.ts';

/** What the demo was asked for. */
export interface DemoOptions extends RunOptions {
  /** Leave everything running afterwards. */
  readonly keep: boolean;
}

const EXIT_CODES = `
Exit codes:
  0    every revision is in the bucket, byte for byte
  1    something is missing or wrong, or the local cloud did not start
  2    an unknown option
  130  interrupted`;

/** Reads the arguments after the program's name. Help and complaints are written out. */
export function parseDemoOptions(args: readonly string[]): DemoOptions | NoRun {
  const command = new Command()
    .description(
      'Deploys the backup stack to a cloud on this machine, uploads to a simulated Cloudinary with the official SDK, ' +
        'and compares what arrives in the bucket with the files that were uploaded.',
    )
    .option('--keep', 'leave everything running afterwards and say what to try')
    .addHelpText('after', EXIT_CODES);
  return parseCommandLine(command, args, { npm: 'npm start', defaults: { keep: false } });
}
