import { Command } from 'commander';
import { backupCommand } from './backup/backup-command.ts';
import { bucketCommand } from './bucket/bucket-command.ts';
import type { CommandContext } from './command-context.ts';
import { redriveCommand } from './redrive/redrive-command.ts';
import { statusCommand } from './status/status-command.ts';
import { verifyCommand } from './verify/verify-command.ts';

const AFTER = `
Every command works on one deployed stack: in the account of your AWS credentials (AWS_PROFILE, or whatever else the
AWS SDK reads), in the region of AWS_REGION or your profile, under the name of --stack. The local cloud of
"npm start -- --keep" is reached in the same way, by the environment that it names.

Exit codes:
  0    done, or nothing to do
  1    failed
  2    wrong usage
  3    done, but something needs you: the output names it
  130  interrupted

Examples:
  npm run cli -- status
  npm run cli -- backup
  npm run cli -- redrive live --dry-run

npm run --silent cli -- … prints nothing of npm's own, as --json wants it. All about every command: docs/cli.md`;

/** The operator's commands. Each has a folder, and a file there that says what it takes. */
export function program(context: CommandContext): Command {
  const all = new Command('npm run cli --')
    .description('Looks after a deployed backup stack.')
    .addHelpText('after', AFTER)
    .showHelpAfterError('(add --help to see what there is)')
    .exitOverride();
  const commands = [backupCommand, statusCommand, verifyCommand, redriveCommand, bucketCommand];
  for (const command of commands.map((make) => make(context))) {
    all.addCommand(command.copyInheritedSettings(all));
    for (const part of command.commands) part.copyInheritedSettings(all);
  }
  return all;
}
