import type { Command } from 'commander';
import { markdownTable } from '#bench/markdown-table.ts';
import { exitCodesOf } from '#cli/command-help.ts';
import { OperatorConsole } from '#cli/console/operator-console.ts';
import { program } from '#cli/program.ts';
import { PERMISSIONS } from './permissions.ts';
import type { Sections } from './with-sections.ts';

const ACTIONS_IN_A_CELL = 4;

/** A line of a table: something in code, and what it means. */
type Row = readonly [code: string, meaning: string];

/** The sections of docs/cli.md: one for each command, one for what all commands share, and one for permissions. */
export function cliSections(): Sections {
  const console = new OperatorConsole(process.stdout, process.stderr);
  const all = program({ console, signal: new AbortController().signal, exit: () => {} });
  const commands = runnableCommands(all, '');
  const shared = sharedOptions(commands.map(({ command }) => command));
  return {
    'every command': [table('option', shared), table('exit code', exitCodesOf(all))].join('\n\n'),
    ...Object.fromEntries(
      commands.map(({ name, command }) => {
        const own = parameters(command).filter((row) => !shared.some((other) => `${other}` === `${row}`));
        const kind = command.registeredArguments.length > 0 ? 'argument or option' : 'option';
        const tables = [...(own.length === 0 ? [] : [table(kind, own)]), table('exit code', exitCodesOf(command))];
        return [name, tables.join('\n\n')];
      }),
    ),
    permissions: permissions(commands.map(({ name }) => name)),
  };
}

interface NamedCommand {
  /** With those of the commands above it: `bucket check`. */
  readonly name: string;
  readonly command: Command;
}

/** The commands that do something: those without commands of their own. */
function runnableCommands(command: Command, prefix: string): readonly NamedCommand[] {
  return command.commands.flatMap((part) => {
    const name = `${prefix}${part.name()}`;
    return part.commands.length === 0 ? [{ name, command: part }] : runnableCommands(part, `${name} `);
  });
}

/** What most commands have in the same words. A command that differs has the option in its own table too. */
function sharedOptions(commands: readonly Command[]): readonly Row[] {
  const rows = commands.flatMap(parameters);
  const times = (row: Row) => rows.filter((other) => `${other}` === `${row}`).length;
  return rows.filter(
    (row, index) => times(row) > commands.length / 2 && rows.findIndex((other) => `${other}` === `${row}`) === index,
  );
}

/** The arguments and options of a command, in the order of its help. */
function parameters(command: Command): readonly Row[] {
  const help = command.createHelp();
  return [
    ...command.registeredArguments.map((argument): Row => [`<${argument.name()}>`, help.argumentDescription(argument)]),
    ...help.visibleOptions(command).map((option): Row => [option.flags, help.optionDescription(option)]),
  ];
}

function table(head: string, rows: readonly Row[]): string {
  return markdownTable(
    [head, 'meaning'],
    rows.map(([code, meaning]) => [head === 'exit code' ? code : `\`${code}\``, inMarkdown(meaning)]),
  );
}

/** Options in a sentence as code, and nothing that Markdown takes for a tag or a column. */
function inMarkdown(text: string): string {
  return text.replaceAll(/--[a-z][\w-]*/g, '`$&`').replaceAll(/[<|]/g, '\\$&');
}

/** @throws Error for a command without permissions */
function permissions(commands: readonly string[]): string {
  const missing = commands.filter((name) => PERMISSIONS[name] === undefined);
  if (missing.length > 0) throw new Error(`There are no permissions of ${missing.join(', ')}`);
  const rows = Object.entries(PERMISSIONS).flatMap(([command, all]) =>
    all.flatMap(({ actions, resource }) =>
      inRows(actions).map((part) => [
        commands.includes(command) ? `\`${command}\`` : command,
        part.map((action) => `\`${action}\``).join(', '),
        resource,
      ]),
    ),
  );
  return markdownTable(['command', 'actions', 'on'], rows);
}

/** The actions that fit the cells of a table. */
function inRows(actions: readonly string[]): readonly (readonly string[])[] {
  const rows = Math.ceil(actions.length / ACTIONS_IN_A_CELL);
  return Array.from({ length: rows }, (_, row) =>
    actions.slice(row * ACTIONS_IN_A_CELL, (row + 1) * ACTIONS_IN_A_CELL),
  );
}
