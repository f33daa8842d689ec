import { describe, expect, test } from 'vitest';
import { estimateText } from '#cli/console/estimate-text.ts';
import { heading } from '#cli/console/line.ts';
import { ageText, agoText, localTimeText, shortTimeText, withLocalTimes } from '#cli/console/local-time.ts';
import { helpWidth, lineWidth } from '#cli/console/width.ts';
import { printable } from '#shared/domain/text/printable.ts';
import { consoleDouble } from './console-double.ts';

describe('a console', () => {
  test('shows progress in one line of a terminal, and clears it before a result', () => {
    const { console, written } = consoleDouble({ out: true, err: true });
    console.progress(['1 of 2']);
    console.progress(['1 of 2']);
    console.progress(['2 of 2']);
    console.lines(['done']);
    expect(written).toEqual({ stdout: 'done\n', stderr: '1 of 2\r\x1b[K2 of 2\r\x1b[K' });
  });

  test('shows none in a log', () => {
    const { console, written } = consoleDouble({ out: true });
    console.progress(['1 of 2']);
    console.note('a note');
    console.json({ ok: true });
    expect(written.stderr).toBe('a note\n');
    expect(JSON.parse(written.stdout)).toEqual({ ok: true });
  });

  test('marks what stands out on a terminal, and only there', () => {
    const terminal = consoleDouble({ out: true });
    const pipe = consoleDouble();
    for (const { console } of [terminal, pipe]) console.lines([heading('demo'), 'text']);
    expect(terminal.written.stdout).toBe('\x1b[1mdemo\x1b[22m\ntext\n');
    expect(pipe.written.stdout).toBe('demo\ntext\n');
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
    const document = {
      cloud: 'a\x1b\x7f\x80\x9b2J\x9f\u00a0é',
      turned: '\u202e\u2066\u2028\u2029\u{e0001}日😀',
      cut: '\ud800',
    };
    console.json(document);
    expect(written.stdout).toContain('"a\\u001b\\u007f\\u0080\\u009b2J\\u009f\u00a0é"');
    expect(written.stdout).toContain('"\\u202e\\u2066\\u2028\\u2029\\udb40\\udc01日😀"');
    expect(JSON.parse(written.stdout)).toEqual(document);
  });

  test('prints several documents as a line each', () => {
    const { console, written } = consoleDouble();
    console.jsonLine({ cloud: 'a\n\x9b' });
    console.jsonLine([1]);
    expect(written.stdout).toBe('{"cloud":"a\\n\\u009b"}\n[1]\n');
  });
});

test('a width that a terminal does not report is 80', () => {
  expect([helpWidth({}), helpWidth({ isTTY: true, columns: 0 }), helpWidth({ columns: 200 })]).toEqual([80, 80, 100]);
  expect([lineWidth({ isTTY: true, columns: 0 }), lineWidth({ isTTY: true, columns: 200 })]).toEqual([80, 200]);
  expect(lineWidth({})).toBe(Number.POSITIVE_INFINITY);
});

describe('a question', () => {
  const ask = async (typed: string | undefined, abort = false) => {
    const { console, written, keyboard } = consoleDouble({ err: true, input: true });
    const controller = new AbortController();
    expect(console.canAsk).toBe(true);
    const answer = console.confirm('Start\nit?', controller.signal);
    if (typed === undefined) keyboard.end();
    else keyboard.write(typed);
    if (abort) {
      console.noteInterruption();
      controller.abort();
    }
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
    const ended = typed === undefined ? '\n' : '';
    expect(await ask(typed)).toEqual({ answer, asked: `Start\\u{a}it? [y/N] ${ended}` });
  });

  test('is answered by Ctrl-C with no', async () => {
    expect(await ask('', true)).toEqual({ answer: false, asked: 'Start\\u{a}it? [y/N] \n' });
  });

  test('once answered, Ctrl-C is noted again', async () => {
    const { console, written, keyboard } = consoleDouble({ err: true, input: true });
    keyboard.write('y\n');
    await console.confirm('Start it?', new AbortController().signal);
    console.noteInterruption();
    expect(written.stderr).toContain('[y/N] Interrupted: completing the current step.');
  });

  test('needs a terminal to show it on, and one to answer it', () => {
    expect(consoleDouble({ out: true, input: true }).console.canAsk).toBe(false);
    expect(consoleDouble({ out: true, err: true }).console.canAsk).toBe(false);
  });
});

describe('times', () => {
  const now = new Date('2026-11-20T12:00:00Z');
  const minutes = (count: number) => new Date(now.getTime() - count * 60_000);

  test('an age is in its largest unit', () => {
    const ages = [-5, 0, 1, 59, 60, 47 * 60, 48 * 60].map((count) => agoText(minutes(count), now));
    expect(ages).toEqual(['just now', 'just now', '1 min ago', '59 min ago', '1 h ago', '47 h ago', '2 days ago']);
    expect([0, 59, 47 * 60, 48 * 60].map((count) => ageText(minutes(count), now))).toEqual([
      'now',
      '59 min',
      '47 h',
      '2 d',
    ]);
  });

  test.each([
    [0, '0 s'],
    [59.4, '59 s'],
    [59.5, '1 min'],
    [3_569, '59 min'],
    [3_570, '1 h'],
    [3_900, '1 h 5 min'],
    [3_600_000, '1,000 h'],
  ])('an estimate of %d seconds is %s', (seconds, expected) => {
    expect(estimateText(seconds)).toBe(expected);
  });

  test('a local time has the year only if it differs; a short one then has no clock', () => {
    const local = (...parts: [number, number, number, number, number]) =>
      localTimeText(new Date(...parts), new Date(2026, 10, 20, 12));
    const short = (year: number) => shortTimeText(new Date(year, 10, 20, 9, 5), new Date(2026, 10, 20, 12));
    expect([short(2026), short(2025)]).toEqual(['20 Nov 09:05', '20 Nov 2025']);
    expect(local(2026, 10, 20, 9, 5)).toBe('20 Nov 09:05 (2 h ago)');
    expect(local(2025, 11, 31, 23, 59)).toBe('31 Dec 2025 23:59 (323 days ago)');
  });

  test('a text has local times, but for what is in a name', () => {
    const at = '2026-11-20T11:00:00.000Z';
    expect(withLocalTimes(`of ${at}: "a \\" ${at}", "b"`, now)).toBe(
      `of ${localTimeText(new Date(at), now)}: "a \\" ${at}", "b"`,
    );
    expect(withLocalTimes('of 2026-99-20T11:00:00Z', now)).toBe('of 2026-99-20T11:00:00Z');
  });
});
