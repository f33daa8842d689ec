import { InvalidArgumentError } from 'commander';
import { parseReadDataSubset } from '#shared/domain/verify/read-data-subset.ts';
import { runCommand } from '../runs/run-command.ts';
import { VERIFY } from '../runs/run-kinds.ts';
import type { RunOptions } from '../runs/run-on-clouds.ts';

const DESCRIPTION = [
  'Looks whether everything that journal and inventory say is stored is in the bucket, with its length and MD5, of every cloud or of one. What is missing or different is fetched again from Cloudinary, as long as Cloudinary has it, and stored beside what is there: nothing is overwritten.',
  'With --read-data, a part of the objects is read and hashed too. That costs requests to S3 and time, and none of the bandwidth at Cloudinary. A 1/7 on each day of a week reads everything once in it.',
  'It works in AWS. This command starts it and watches; Ctrl-C ends the watching alone. Where a verify run of the cloud is going on, that one is watched, and none is started.',
];

const AFTER = `
Exit codes:
  0    nothing is wrong, or is mended; with --detach, started
  1    failed
  2    wrong usage
  3    something is missing, different or corrupt, and not mended: the output names it
  130  stopped watching; the run goes on by itself

Examples:
  npm run cli -- verify
  npm run cli -- verify --read-data 5%      and read 5 % of the objects
  npm run cli -- verify --read-data 10GB --no-mend`;

interface VerifyOptions extends RunOptions {
  /** A subset, valid. */
  readonly readData?: string;
  /** Commander's reading of `--no-mend`, of which `--dry-run` is another name: true unless it is given. */
  readonly mend: boolean;
}

function subset(text: string): string {
  if (parseReadDataSubset(text) !== undefined) return text;
  throw new InvalidArgumentError('It must be like 1/7, 5%, 500MB or 2GiB.');
}

/** `verify` */
export const verifyCommand = runCommand<VerifyOptions>({
  kind: VERIFY,
  help: {
    summary: 'look whether everything that is to be stored is, and mend what is not',
    description: DESCRIPTION,
    after: AFTER,
  },
  options: (command) =>
    command
      .option('--read-data <subset>', 'read and hash a part of the objects too: 1/7, 5%, 500MB, 10GB, 2GiB', subset)
      .option('--no-mend', 'fetch nothing again, only tell')
      .option('--dry-run', 'the same as --no-mend')
      .option('--yes', 'accepted for scripts; nothing is asked in any case')
      .option('--detach', 'start, and do not watch'),
  input: ({ readData, mend, dryRun = false }) => ({
    ...(readData !== undefined && { readData }),
    mend: mend && !dryRun,
  }),
});
