import { type Command, CommanderError } from 'commander';
import { backupCommand } from './backup/backup-command.ts';
import { bucketCommand } from './bucket/bucket-command.ts';
import { describedCommand } from './command-help.ts';
import type { CommandContext } from './command-work.ts';
import type { OperatorConsole } from './console/operator-console.ts';
import { verdict } from './console/verdict.ts';
import { EXECUTABLE } from './executable.ts';
import { EXIT_CODE, type ExitCode } from './exit-code.ts';
import { UsageError } from './operator-error.ts';
import { redriveCommand } from './redrive/redrive-command.ts';
import { statusCommand } from './status/status-command.ts';
import { verifyCommand } from './verify/verify-command.ts';
import { versionText } from './version-text.ts';

const DESCRIPTION = [
  'Operates a deployed backup of Cloudinary: shows its state, starts runs, moves dead letters, repairs the bucket.',
  'Each command works on one stack, in the account of your AWS credentials and the region of AWS_REGION or your AWS profile. If the stack is not named CloudinaryBackup, give its name to any command with --stack <name>. Credentials come from AWS_PROFILE, or from anything else that the AWS SDK reads.',
  'On the local cloud ("npm start -- --keep"), first source the file that it names.',
  'docs/cli.md describes every command and its JSON.',
];

const EXIT_CODES = {
  [EXIT_CODE.done]: 'done, or nothing to do',
  [EXIT_CODE.failed]: 'failed',
  [EXIT_CODE.usage]: 'wrong usage: nothing was done',
  [EXIT_CODE.attention]: 'done, but something needs you: the output says what',
  [EXIT_CODE.interrupted]: 'interrupted',
} as const;

/** What is wrong with a command line. Commander words it like `error: unknown option '--a'\n(Did you mean --b?)`. */
function usageText({ code, message }: CommanderError, name: string): string {
  if (code === 'commander.help') return 'name one of the commands that are listed above.';
  const text = message
    .replace(/^error: /, '')
    .replace(/^option '(.*)' argument missing$/, 'the value of $1 is missing')
    .replace(/^missing required argument '(.*)'$/, 'the argument <$1> is missing')
    .replace(/\n\((.*)\)$/, '. $1');
  return `${text}${/[.?]$/.test(text) ? '' : '.'} See ${name} --help`;
}

/** Gives a command and its subcommands the output of the program, and a verdict on errors in the command line. */
function inherit(command: Command, parent: Command, name: string, console: OperatorConsole): void {
  command.copyInheritedSettings(parent).exitOverride((error) => {
    if (error.exitCode === 0) throw error;
    if (error.code === 'commander.help') console.note('');
    console.note(verdict(EXIT_CODE.usage, usageText(error, name)));
    throw error;
  });
  if (command.commands.length > 0) command.helpCommand('help [command]', 'show the help of a command');
  for (const part of command.commands) inherit(part, command, `${name} ${part.name()}`, console);
}

/** Describes all commands. Each has a folder, with a file that describes it and one that does its work. */
export function program(context: CommandContext): Command {
  const all = describedCommand({
    name: EXECUTABLE,
    summary: '',
    description: DESCRIPTION,
    exitCodes: EXIT_CODES,
    examples: [['status'], ['backup'], ['redrive live --dry-run']],
  })
    .option('-V, --version', 'show the version')
    .on('option:version', () => {
      context.console.commander.writeOut?.(`${versionText()}\n`);
      throw new CommanderError(EXIT_CODE.done, 'commander.version', 'the version is shown');
    })
    .configureOutput(context.console.commander);
  for (const make of [statusCommand, backupCommand, verifyCommand, redriveCommand, bucketCommand]) {
    all.addCommand(make(context));
  }
  inherit(all, all, EXECUTABLE, context.console);
  return all;
}

/**
 * Executes a command line, and returns its exit code.
 *
 * @param args the arguments, without Node and the file that it runs
 * @param signal aborted by Ctrl-C
 */
export async function executeCommandLine(
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
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_CODE.done : EXIT_CODE.usage;
    if (!(error instanceof UsageError)) throw error;
    console.note(verdict(EXIT_CODE.usage, error.message));
    return EXIT_CODE.usage;
  }
}
