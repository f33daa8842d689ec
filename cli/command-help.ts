import { Command, Help } from 'commander';
import { helpWidth } from './console/width.ts';
import { EXECUTABLE } from './executable.ts';
import type { ExitCode } from './exit-code.ts';

/** A command line, without the executable, and its purpose. */
export type Example = readonly [args: string, meaning?: string];

/** The help of a command. */
export interface CommandHelp {
  readonly name: string;
  /** The line in the list of commands. */
  readonly summary: string;
  /** The paragraphs. */
  readonly description: readonly string[];
  readonly exitCodes: Readonly<Partial<Record<ExitCode, string>>>;
  readonly examples: readonly Example[];
}

/** Formats a title and rows of two columns, the second one wrapped, as commander shows options. */
function listText(title: string, rows: readonly (readonly [term: string, meaning: string])[], width: number): string {
  const help = new Help();
  help.prepareContext({ helpWidth: width });
  const termWidth = Math.max(...rows.map(([term, meaning]) => (meaning === '' ? 0 : term.length)));
  return [title, ...rows.map(([term, meaning]) => help.formatItem(term, termWidth, meaning, help))].join('\n');
}

/** Formats what follows the options: the meaning of exit codes, and examples. */
function afterText({ exitCodes, examples }: CommandHelp, width: number): string {
  const codes = Object.entries(exitCodes).map(([code, meaning]) => [code, meaning] as const);
  const lines = examples.map(([args, meaning = '']) => [`${EXECUTABLE} ${args}`, meaning] as const);
  return ['', listText('Exit codes:', codes, width), '', listText('Examples:', lines, width)].join('\n');
}

const EXIT_CODES = new WeakMap<Command, CommandHelp['exitCodes']>();

/**
 * Returns the exit codes in the help of a command, each with its meaning.
 *
 * @throws Error for a command that was not described
 */
export function exitCodesOf(command: Command): readonly (readonly [code: string, meaning: string])[] {
  const codes = EXIT_CODES.get(command);
  if (codes === undefined) throw new Error(`The help of ${command.name()} has no exit codes`);
  return Object.entries(codes);
}

/** Makes a command with its help. What the command needs to run is loaded when it runs. */
export function describedCommand(help: CommandHelp): Command {
  const { name, summary, description } = help;
  const described = new Command(name)
    .summary(summary)
    .description(description.join('\n\n'))
    .helpOption('-h, --help', 'show this help')
    .addHelpText('after', ({ command }) => {
      const { getOutHelpWidth } = command.configureOutput();
      return afterText(help, getOutHelpWidth?.() ?? helpWidth({}));
    });
  EXIT_CODES.set(described, help.exitCodes);
  return described;
}
