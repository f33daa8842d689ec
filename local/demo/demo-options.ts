import { Command } from 'commander';
import { type NoRun, parseCommandLine, type RunOptions } from '../program/parse-command-line.ts';

/** The options of the demo. */
export interface DemoOptions extends RunOptions {
  /** Leave everything running at the end. */
  readonly keep: boolean;
  /** Simulate a cloud whose folders are fixed: the path in the public_id. */
  readonly fixedFolders: boolean;
}

const EXIT_CODES = `
Exit codes:
  0    every revision that could be copied is in the bucket, byte for byte
  1    something is missing or wrong, or the local cloud did not start
  2    unknown option or argument
  130  interrupted`;

/** Reads the arguments after the program's name. Prints help and errors. */
export function parseDemoOptions(args: readonly string[]): DemoOptions | NoRun {
  const command = new Command()
    .description(
      'Deploys the backup stack to a local copy of AWS and Cloudinary on this machine, uploads files with the official ' +
        'Cloudinary SDK, and compares what arrives in the bucket with those files.',
    )
    .option('--keep', 'leave everything running at the end, and show commands to try')
    .option('--fixed-folders', 'simulate a cloud with fixed folders, as older ones have')
    .addHelpText('after', EXIT_CODES);
  return parseCommandLine(command, args, { npm: 'npm start', defaults: { keep: false, fixedFolders: false } });
}
