import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { OperatorConsole } from '#cli/console/operator-console.ts';
import { program } from '#cli/program.ts';

const page = await readFile(join(import.meta.dirname, '../../docs/cli.md'), 'utf8');
const console = new OperatorConsole(process.stdout, process.stderr);
const { signal } = new AbortController();

/** Commands that do something, by their full names. */
function commandsOf(command: Command, prefix: string): { name: string; command: Command }[] {
  return command.commands.flatMap((part) => {
    const name = `${prefix}${part.name()}`;
    return part.commands.length === 0 ? [{ name, command: part }] : commandsOf(part, `${name} `);
  });
}

const commands = commandsOf(program({ console, signal, exit: () => {} }), '');
const conventions = /^## Conventions\n(.*?)(?=^## )/ms.exec(page)?.[1] ?? '';

function sectionOf(name: string) {
  return new RegExp(`^## \`${name}[ \`].*?(?=^## )`, 'ms').exec(page)?.[0] ?? '';
}

describe('docs/cli.md', () => {
  test('has a section for every command, and for no other', () => {
    const titles = [...page.matchAll(/^## `([a-z ]+?)(?: <.*)?`$/gm)].map(([, title]) => title);
    expect(titles.toSorted()).toEqual(commands.map(({ name }) => name).toSorted());
  });

  test.each(commands)('names every option of $name', ({ name, command }) => {
    for (const { flags } of command.options) expect(conventions + sectionOf(name)).toContain(`\`${flags}\``);
  });

  test.each(commands)('says which permissions $name needs', ({ name }) => {
    expect(page.slice(page.indexOf('## Permissions'))).toContain(`| \`${name}\``);
  });

  test.each(commands)('and the help of $name has exit codes and an example', ({ command }) => {
    const written: string[] = [];
    command.configureOutput({ writeOut: (text) => void written.push(text) }).outputHelp();
    const help = written.join('');
    expect(help).toContain('Exit codes:');
    expect(help).toContain('npm run cli -- ');
    for (const { description } of command.options) expect(description).not.toBe('');
  });
});
