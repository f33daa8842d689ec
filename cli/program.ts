import { Command, CommanderError } from 'commander';
import { backupCommand } from './backup/backup-command.ts';
import { bucketCommand } from './bucket/bucket-command.ts';
import type { OperatorConsole } from './console/operator-console.ts';
import { EXIT_CODE, type ExitCode } from './exit-code.ts';
import type { CommandContext } from './operator-command.ts';
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
    .configureOutput(context.console.commander)
    .exitOverride();
  for (const make of [backupCommand, statusCommand, verifyCommand, redriveCommand, bucketCommand]) {
    const command = make(context);
    all.addCommand(command.copyInheritedSettings(all));
    for (const part of command.commands) part.copyInheritedSettings(all);
  }
  return all;
}

/**
 * Runs a command line, and returns its exit code.
 *
 * @param args without Node and the file that it runs
 * @param signal aborted by Ctrl-C
 */
export async function runCommandLine(
  args: readonly string[],
  console: OperatorConsole,
  signal: AbortSignal,
): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT_CODE.done;
  const exit = (code: ExitCode) => {
    exitCode = code;
  };
  try {
    await program({ console, signal, exit }).parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT_CODE.done : EXIT_CODE.usage;
  }
}
