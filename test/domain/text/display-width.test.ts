import { expect, test } from 'vitest';
import { aligned, alignedLines } from '#shared/domain/text/aligned.ts';
import { cut, displayWidth, padLeft, padRight } from '#shared/domain/text/display-width.ts';

test.each([
  ['Latin letters', 'abc', 3],
  ['Chinese characters', '東京', 4],
  ['a Chinese character outside the first plane', '\u{20bb7}', 2],
  ['fullwidth letters', 'ＡＢ', 4],
  ['halfwidth Katakana', 'ｱｲ', 2],
  ['Hangul', '한국', 4],
  ['Hangul in parts', '한국'.normalize('NFD'), 4],
  ['Katakana in parts', 'ガ'.normalize('NFD'), 2],
  ['a combining accent', 'e\u0301', 1],
  ['an accent that combines with no letter', 'x\u0301', 1],
  ['an emoji', '😀', 2],
  ['an emoji with a skin tone', '👍🏽', 2],
  ['an emoji of several', '👨‍👩‍👧', 2],
  ['a flag', '🇯🇵', 2],
  ['a keycap', '1️⃣', 2],
  ['signs of ours', '…–→✔⠋', 5],
  ['colours', '\x1b[31mred\x1b[39m', 3],
])('%s: %j', (_, text, width) => {
  expect(displayWidth(text)).toBe(width);
});

test('a text is padded, and cut, to columns', () => {
  expect(padRight('東京', 6)).toBe('東京  ');
  expect(padLeft('9 B', 5)).toBe('  9 B');
  expect(padLeft('東京', 3)).toBe('東京');
  expect([2, 3, 4, 5].map((width) => cut('東京都', width))).toEqual(['…', '東…', '東…', '東京…']);
  expect(cut('東京', 4)).toBe('東京');
});

test('columns are as wide as their widest cell', () => {
  const rows = [['name', 'size', ''], ['東京/😀', '12', 'ok'], ['a']];
  expect(aligned(rows, [1])).toEqual([['name   ', 'size', '  '], ['東京/😀', '  12', 'ok'], ['a      ']]);
  expect(alignedLines(rows)).toEqual(['name     size', '東京/😀  12    ok', 'a']);
});
