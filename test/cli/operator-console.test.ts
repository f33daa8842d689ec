import { describe, expect, test } from 'vitest';
import { ageText } from '#cli/console/age-text.ts';
import { printable } from '#shared/domain/text/printable.ts';
import { consoleDouble } from './console-double.ts';

describe('a console', () => {
  test('shows progress in one line of a terminal, and clears it before a result', () => {
    const { console, written } = consoleDouble({ out: true, err: true });
    console.progress('1 of 2');
    console.progress('1 of 2');
    console.progress('2 of 2');
    console.lines(['done']);
    expect(written).toEqual({ stdout: 'done\n', stderr: '1 of 2\r\x1b[K2 of 2\r\x1b[K' });
  });

  test('shows none in a log', () => {
    const { console, written } = consoleDouble({ out: true });
    console.progress('1 of 2');
    console.note('a note');
    console.json({ ok: true });
    expect(written.stderr).toBe('a note\n');
    expect(JSON.parse(written.stdout)).toEqual({ ok: true });
  });

  test('lets no text move the cursor', () => {
    expect(printable('a\x1b[2J\r b\u202e é 日 😀')).toBe('a\\u{1b}[2J\\u{d} b\\u{202e} é 日 😀');
  });

  test('lets no value begin a line of its own', () => {
    const { console, written } = consoleDouble();
    console.lines(['of demo\nNothing stays.\u2028Done', 'the second line']);
    console.note('no stack a\nb');
    expect(written).toEqual({
      stdout: 'of demo\\u{a}Nothing stays.\\u{2028}Done\nthe second line\n',
      stderr: 'no stack a\\u{a}b\n',
    });
  });

  test('lets no JSON command a terminal, and means the same', () => {
    const { console, written } = consoleDouble();
    const document = { cloud: 'a\x1b\x7f\x80\x9b2J\x9f\u00a0é' };
    console.json(document);
    expect(written.stdout).toContain('"a\\u001b\\u007f\\u0080\\u009b2J\\u009f\u00a0é"');
    expect(JSON.parse(written.stdout)).toEqual(document);
  });

  test('prints several documents as a line each', () => {
    const { console, written } = consoleDouble();
    console.jsonLine({ cloud: 'a\n\x9b' });
    console.jsonLine([1]);
    expect(written.stdout).toBe('{"cloud":"a\\n\\u009b"}\n[1]\n');
  });
});

describe('a question', () => {
  const ask = async (typed: string | undefined, abort = false) => {
    const { console, written, keyboard } = consoleDouble({ err: true, input: true });
    const controller = new AbortController();
    expect(console.canAsk).toBe(true);
    const answer = console.confirm('Start\nit?', controller.signal);
    if (typed === undefined) keyboard.end();
    else keyboard.write(typed);
    if (abort) controller.abort();
    return { answer: await answer, asked: written.stderr };
  };

  test.each([
    ['y\n', true],
    ['Yes\n', true],
    ['\n', false],
    ['n\n', false],
    ['maybe y\n', false],
    [undefined, false],
  ])('%j is answered with %j', async (typed, answer) => {
    expect(await ask(typed)).toEqual({ answer, asked: 'Start\\u{a}it? [y/N] ' });
  });

  test('is answered by Ctrl-C with no', async () => {
    expect(await ask('', true)).toMatchObject({ answer: false });
  });

  test('cannot be asked where nobody sees it, or can answer', () => {
    expect(consoleDouble({ out: true, input: true }).console.canAsk).toBe(false);
    expect(consoleDouble({ out: true, err: true }).console.canAsk).toBe(false);
  });
});

test('an age is in its largest unit', () => {
  const now = new Date('2026-11-20T12:00:00Z');
  const minutes = (count: number) => new Date(now.getTime() - count * 60_000);
  const ages = [-5, 0, 59, 60, 47 * 60, 48 * 60].map((count) => ageText(minutes(count), now));
  expect(ages).toEqual(['0 min', '0 min', '59 min', '1 h', '47 h', '2 days']);
});
