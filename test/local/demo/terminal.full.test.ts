import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { runNodeOnTerminal } from '#test/cli/run-cli.ts';
import { linesTooLong } from '../lines-too-long.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const MAIN = join(import.meta.dirname, '../../../local/demo/main.ts');

test.each([{ args: [] }, { args: ['--fixed-folders'] }])(
  'npm start $args fits a terminal of 80 columns, and ends with what to do next',
  { timeout: 300_000 },
  async ({ args }) => {
    const { exitCode, stdout } = await runNodeOnTerminal([MAIN, ...args], {
      HOME: await temporaryFolder(),
      TERM: 'xterm-256color',
    });
    // A line that is cleared and drawn again is a line of its own.
    const screen = stripVTControlCharacters(stdout.replaceAll('\r\x1b[K', '\n')).replaceAll('\r', '');
    expect(linesTooLong(screen)).toEqual([]);
    expect(screen).toMatch(/\n {2}OK: the bucket holds every revision that could be copied, byte for byte\.\n/);
    expect(screen.trimEnd().split('\n').slice(-3)).toEqual([
      'What to do next:',
      expect.stringContaining('npm start -- --keep'),
      expect.stringContaining('docs/deploy.md'),
    ]);
    expect(exitCode).toBe(0);
  },
);
