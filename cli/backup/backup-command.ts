import { EXIT_CODE } from '../exit-code.ts';
import { startRunsCommand } from '../runs/start-runs-command.ts';
import type { BackupOptions } from './backup-work.ts';

/** Describes `backup`. */
export const backupCommand = startRunsCommand<BackupOptions>({
  help: {
    name: 'backup',
    summary: 'queue whatever is missing from the bucket, and report how complete the backup is',
    description: [
      'Starts an inventory run for every cloud of the stack, or for one. The run lists the whole library at Cloudinary, compares it with the bucket, queues whatever is missing, waits until it is copied, and reports how complete the backup is.',
      'The run takes place in AWS; this command starts and watches it. Ctrl-C stops only the watching. If an inventory run of the cloud is in progress already, the command watches that one and starts no other.',
      'Before the first backup of a cloud, the command shows how much bandwidth and how many API calls the copy of the whole library uses at Cloudinary, and asks for confirmation. Later backups copy only what is missing, and do not ask.',
    ],
    exitCodes: {
      [EXIT_CODE.done]: 'everything that can be copied is in the bucket; with --detach, the run was started',
      [EXIT_CODE.failed]:
        'failed, or parts of journal or inventory are missing that earlier runs had found: the output names them',
      [EXIT_CODE.usage]: 'wrong usage, or not confirmed: nothing was started',
      [EXIT_CODE.attention]: 'done, but assets are unprotected: the output names them',
      [EXIT_CODE.interrupted]: 'no longer watching: the run continues in AWS',
    },
    examples: [
      ['backup --dry-run', 'show what a backup would use'],
      ['backup --cloud demo'],
      ['backup --yes --detach', 'in a script'],
    ],
  },
  options: (command) =>
    command
      .option('--dry-run', 'show how large the library is and what a backup would use; start nothing')
      .option('--yes', 'start the first backup of a cloud without asking')
      .option('--detach', 'start the run, and do not watch it')
      .option('--retry', 'also queue revisions that earlier runs gave up on'),
  load: async () => (await import('./backup-work.ts')).backupWork,
});
