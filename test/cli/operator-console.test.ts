import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { ageText } from '../../cli/console/age-text.ts';
import { countText } from '../../cli/console/count-text.ts';
import { OperatorConsole } from '../../cli/console/operator-console.ts';
import { printable } from '../../shared/domain/text/printable.ts';

/** A stream that says of itself whether it is a terminal, and what was written to it. */
function stream(isTTY: boolean) {
  const through = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY });
  // A terminal's stream has much more, of which the console uses nothing.
  return { stream: through as unknown as NodeJS.WriteStream, written: () => String(through.read() ?? '') };
}

describe('a console', () => {
  test('shows progress in one line of a terminal, and clears it before a result', () => {
    const out = stream(true);
    const err = stream(true);
    const console = new OperatorConsole(out.stream, err.stream);
    console.progress('1 of 2');
    console.progress('1 of 2');
    console.progress('2 of 2');
    console.lines(['done']);
    expect(err.written()).toBe('1 of 2\r\x1b[K2 of 2\r\x1b[K');
    expect(out.written()).toBe('done\n');
  });

  test('shows none in a log', () => {
    const out = stream(true);
    const err = stream(false);
    const console = new OperatorConsole(out.stream, err.stream);
    console.progress('1 of 2');
    console.note('a note');
    console.json({ ok: true });
    expect(err.written()).toBe('a note\n');
    expect(JSON.parse(out.written())).toEqual({ ok: true });
  });

  test('lets no text move the cursor', () => {
    expect(printable('a\x1b[2J\r b\u202e é 日 😀')).toBe('a\\u{1b}[2J\\u{d} b\\u{202e} é 日 😀');
  });

  test('lets no value begin a line of its own', () => {
    const out = stream(false);
    const err = stream(false);
    const console = new OperatorConsole(out.stream, err.stream);
    console.lines(['of demo\nNothing stays.\u2028Done', 'the second line']);
    console.note('no stack a\nb');
    expect(out.written()).toBe('of demo\\u{a}Nothing stays.\\u{2028}Done\nthe second line\n');
    expect(err.written()).toBe('no stack a\\u{a}b\n');
  });

  test('lets no JSON command a terminal, and means the same', () => {
    const out = stream(false);
    const console = new OperatorConsole(out.stream, stream(false).stream);
    const document = { cloud: 'a\x1b\x7f\x80\x9b2J\x9f\u00a0é' };
    console.json(document);
    const written = out.written();
    expect(written).toContain('"a\\u001b\\u007f\\u0080\\u009b2J\\u009f\u00a0é"');
    expect(JSON.parse(written)).toEqual(document);
  });
});

describe('a question', () => {
  const ask = async (typed: string | undefined, abort = false) => {
    const input = Object.assign(new PassThrough(), { isTTY: true });
    const err = stream(true);
    const console = new OperatorConsole(stream(false).stream, err.stream, input as unknown as NodeJS.ReadStream);
    const controller = new AbortController();
    expect(console.canAsk).toBe(true);
    const answer = console.confirm('Start\nit?', controller.signal);
    if (typed === undefined) input.end();
    else input.write(typed);
    if (abort) controller.abort();
    return { answer: await answer, asked: err.written() };
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
    const input = (isTTY: boolean) => Object.assign(new PassThrough(), { isTTY }) as unknown as NodeJS.ReadStream;
    expect(new OperatorConsole(stream(true).stream, stream(false).stream, input(true)).canAsk).toBe(false);
    expect(new OperatorConsole(stream(true).stream, stream(true).stream, input(false)).canAsk).toBe(false);
  });
});

test('several documents are a line each', () => {
  const out = stream(false);
  const console = new OperatorConsole(out.stream, stream(false).stream);
  console.jsonLine({ cloud: 'a\n\x9b' });
  console.jsonLine([1]);
  expect(out.written()).toBe('{"cloud":"a\\n\\u009b"}\n[1]\n');
});

test('an age is in its largest unit', () => {
  const now = new Date('2026-11-20T12:00:00Z');
  const minutes = (count: number) => new Date(now.getTime() - count * 60_000);
  const ages = [-5, 0, 59, 60, 47 * 60, 48 * 60].map((count) => ageText(minutes(count), now));
  expect(ages).toEqual(['0 min', '0 min', '59 min', '1 h', '47 h', '2 days']);
});

test('a count has its noun', () => {
  expect([0, 1, 1200].map((count) => countText(count, 'message'))).toEqual([
    '0 messages',
    '1 message',
    '1,200 messages',
  ]);
});
