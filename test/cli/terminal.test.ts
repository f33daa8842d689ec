import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { displayWidth } from '#shared/domain/text/display-width.ts';
import { runNode, runNodeOnTerminal, TERMINAL_COLUMNS } from './run-cli.ts';
import { SCREENS, STACK, showScreens, WRONG_USAGE } from './screens/screens.ts';

const SHOW = ['--input-type=module', '-e', `(await import('#test/cli/screens/screens.ts')).${showScreens.name}();`];
const ENVIRONMENT = { TZ: 'Asia/Kolkata', TERM: 'xterm-256color' };
/** What stays whole, on a line of its own, however long it is: a name in quotes, a command to paste, a word. */
const INDIVISIBLE = /^ *(?:"(?:[^"\\]|\\.)*"\S*|\.\/cloudinary-backup(?: \S+)+|\S+)$/;

/** What was shown, with the lines of progress that were replaced. */
function withoutColours(shown: string): string {
  return stripVTControlCharacters(shown.replaceAll('\r\x1b[K', '\n'));
}

/** What was shown under each name, with a line of progress on a line of its own. */
function screensIn(shown: string): ReadonlyMap<string, string> {
  const lines = shown.replaceAll('\r\x1b[K', '\n').replaceAll('\r', '');
  const screens = [...lines.matchAll(/^=== (.*)\n((?:(?!===).*\n)*)/gm)];
  return new Map(screens.map(([, name = '', screen = '']) => [name, screen]));
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

const [onTerminal, without, onPipe] = await Promise.all([
  runNodeOnTerminal(SHOW, ENVIRONMENT),
  runNodeOnTerminal(SHOW, { ...ENVIRONMENT, NO_COLOR: '1' }),
  runNode(SHOW, ENVIRONMENT),
]);
const narrow = screensIn(without.stdout);
const wide = screensIn(onPipe.stdout);

describe(`on a terminal of ${TERMINAL_COLUMNS} columns`, () => {
  test.each([...SCREENS.keys()])('%s has no line that is too wide', (name) => {
    const screen = narrow.get(name) ?? '';
    expect(screen.trim()).not.toBe('');
    const tooWide = screen
      .split('\n')
      .filter((line) => displayWidth(line) > TERMINAL_COLUMNS && !INDIVISIBLE.test(line));
    expect(tooWide).toEqual([]);
  });

  // A pipe shows no progress.
  test.each([...SCREENS.keys()].filter((name) => !name.startsWith('progress')))('%s has every word whole', (name) => {
    expect(wordsOf(narrow.get(name) ?? '')).toEqual(wordsOf(wide.get(name) ?? ''));
  });

  test('the first figures of progress are there, and none is cut', () => {
    expect(narrow.get('progress of listing')).toBe(
      'demo-cloud: 1,234,567 of 2,000,000 assets listed, 1,210/s, 1 h 23 min left\n',
    );
    expect(narrow.get('progress of copying')).toBe('about 345,678 of 1,234,567 copied, 123/s, 1 h 23 min left, 28%\n');
    expect(narrow.get('progress of checking')).toBe('comparing (1,234 of 5,678 shards), 12,345 problems so far\n');
    expect(narrow.get('progress that does not fit at all')).toMatch(/^(?:word ?)+\n$/);
  });

  test('colours mark headings and verdicts, and change no word', () => {
    const { stdout } = onTerminal;
    expect(stdout).toContain('\x1b[1m\x1b[32mOK:');
    expect(stdout).toContain('\x1b[1m\x1b[33mATTENTION:');
    expect(stdout).toContain('\x1b[1m\x1b[31mFAILED:');
    expect(stdout).toContain('\x1b[1macme-marketing-europe\x1b[22m');
    expect(screensIn(withoutColours(stdout))).toEqual(narrow);
  });

  test('NO_COLOR, and a pipe, have none', () => {
    for (const { stdout } of [without, onPipe])
      expect(withoutColours(stdout)).toBe(stdout.replaceAll('\r\x1b[K', '\n'));
  });

  test('a command to paste names the stack', () => {
    const screens = [...wide].filter(([name]) => !name.endsWith('--help') && !WRONG_USAGE.includes(name));
    const commands = screens.flatMap(([, screen]) => screen.match(/\.\/cloudinary-backup .*/g) ?? []);
    expect(commands.length).toBeGreaterThan(5);
    expect(commands.filter((command) => !command.includes(` --stack ${STACK}`))).toEqual([]);
  });

  test.each(WRONG_USAGE)('what is wrong with "%s" is the verdict, which is last', (line) => {
    const verdict = (wide.get(line) ?? '').trimEnd().split('\n').at(-1);
    expect(verdict).toMatch(/^NOT DONE: /);
    expect(narrow.get(line)?.split(/\s+/).join(' ')).toContain(verdict);
  });

  test('times are local', () => {
    expect(narrow.get('status of a large library')).toContain('21 Nov 08:00  7 h ');
    expect(narrow.get('result of redrive')).toContain('12 Nov 14:45 (9 days ago)');
  });
});

test('on a pipe, a sentence with a key or an ARN is one line', () => {
  const result = wide.get('result of a verify run') ?? '';
  expect(result).toMatch(/^ {2}"pipeline\/res\/.*\/1795166132\.jpg" .*-0123456789abcdef0123456789abcdef\.jpg"$/m);
  expect(wide.get('results of inventory runs')).toMatch(/^The inventory run of broken failed: .* arn:aws:\S+$/m);
});
