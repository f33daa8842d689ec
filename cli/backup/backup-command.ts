import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { operatorCommand, runOnStack } from '../operator-command.ts';
import { type BackupOptions, runBackup } from './run-backup.ts';

// A line for each paragraph: commander wraps them.
const DESCRIPTION = [
  'Backs up what is missing, of every cloud or of one: lists the whole library at Cloudinary, compares it with the bucket, has the rest copied, and tells how complete the backup is.',
  'It works in AWS. This command starts it and watches; Ctrl-C ends the watching alone. Where a backup of the cloud is going on, that one is watched, and none is started.',
  'Before the first backup of a cloud it tells what copying the whole library costs at Cloudinary, and asks. Later ones copy only what is missing, and ask nothing.',
].join('\n\n');

const AFTER = `
Exit codes:
  0    everything that is to be backed up is in the bucket; with --detach, started
  1    failed
  2    wrong usage, or not confirmed: nothing was started
  3    done, but assets are not protected: the output names them
  130  stopped watching; the backup goes on by itself

Examples:
  npm run cli -- backup --dry-run           what there is, and what a backup costs
  npm run cli -- backup --cloud demo
  npm run cli -- backup --yes --detach      as a script starts it`;

/** `backup` */
export function backupCommand(context: CommandContext): Command {
  return operatorCommand({
    name: 'backup',
    summary: 'back up what is missing, and tell how complete the backup is',
    description: DESCRIPTION,
    after: AFTER,
    json: 'print JSON to stdout instead of text, a document a line: progress, and the summary last',
  })
    .option('--cloud <name>', 'this cloud alone, instead of every cloud of the stack')
    .option('--dry-run', 'tell what there is and what it costs, and start nothing')
    .option('--yes', 'start the first backup of a cloud without asking')
    .option('--detach', 'start, and do not watch')
    .option('--retry', 'try again what earlier runs have given up, too')
    .action((options: BackupOptions) =>
      runOnStack(
        context,
        options,
        (stack) => runBackup(options, stack, context),
        (failure) => context.console.jsonLine({ type: 'error', ...failure }),
      ),
    );
}
