import { parseReadDataSubset } from '#shared/domain/verify/read-data-subset.ts';
import { EXIT_CODE } from '../exit-code.ts';
import { UsageError } from '../operator-error.ts';
import { startRunsCommand } from '../runs/start-runs-command.ts';
import type { VerifyOptions } from './verify-work.ts';

function subset(text: string): string {
  if (parseReadDataSubset(text) !== undefined) return text;
  const number = /^\d+$/.test(text) ? ' A number needs a unit, B for bytes, or a percent sign.' : '';
  throw new UsageError(`--read-data must be like 1/7, 5%, 500MB or 2GiB, not "${text}".${number}`);
}

/** Describes `verify`. */
export const verifyCommand = startRunsCommand<VerifyOptions>({
  help: {
    name: 'verify',
    summary: 'check that everything recorded is in the bucket, and fetch again what is not',
    description: [
      'Starts a verify run for every cloud of the stack, or for one. The run checks that every recorded revision is in the bucket, with its length and MD5. If one is missing or different, the run fetches it again, provided that Cloudinary still has that version, and stores it beside the old object: it overwrites nothing.',
      'With --read-data, the run also reads and hashes a part of the objects. This costs requests to S3 and time, but no bandwidth at Cloudinary. Reading 1/7 on one day, 2/7 on the next, and so on to 7/7, covers every object in a week.',
      'The run takes place in AWS; this command starts and watches it. Ctrl-C stops only the watching. If a verify run of the cloud is in progress already, the command watches that one and starts no other.',
    ],
    exitCodes: {
      [EXIT_CODE.done]: 'nothing is wrong, or everything is mended; with --detach, the run was started',
      [EXIT_CODE.failed]:
        'failed, or parts of journal or inventory are missing that earlier runs had found: the output names them',
      [EXIT_CODE.usage]: 'wrong usage',
      [EXIT_CODE.attention]: 'something is missing, different or corrupt, and not mended: the output names it',
      [EXIT_CODE.interrupted]: 'no longer watching: the run continues in AWS',
    },
    examples: [
      ['verify'],
      ['verify --read-data 5%', 'also read 5% of the objects'],
      ['verify --read-data 10GB --no-mend'],
    ],
  },
  options: (command) =>
    command
      .option('--read-data <subset>', 'also read and hash a part of the objects: 1/7, 5%, 500MB, 10GB, 2GiB', subset)
      .option('--no-mend', 'only report what is wrong; fetch nothing again')
      .option('--detach', 'start the run, and do not watch it'),
  load: async () => (await import('./verify-work.ts')).verifyWork,
});
