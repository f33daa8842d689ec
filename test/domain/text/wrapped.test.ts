import { describe, expect, test } from 'vitest';
import { fitting, hanging, wrapped } from '#shared/domain/text/wrapped.ts';

describe('a line that is too wide', () => {
  test.each([
    ['ab cd ef', ['ab cd', 'ef']],
    ['  ab cd', ['  ab', '    cd']],
    ['an-indivisible-word ab', ['an-indivisible-word', 'ab']],
    ['in "a name", ab', ['in', '"a name",', 'ab']],
    ['To go: ./cloudinary-backup status --cloud demo', ['To go:', './cloudinary-backup status --cloud demo']],
    ['5" ab cd', ['5" ab', 'cd']],
    ['12 456', ['12 456']],
    ['東京 大 a', ['東京', '大 a']],
    ['a https://example.com b', ['a', 'https://example.com', 'b']],
    ['', ['']],
  ])('is broken between words: %s', (line, expected) => {
    expect(wrapped(line, 6)).toEqual(expected);
  });

  test.each([
    [['12 of 34', '5/s', '6 s left'], 30, '12 of 34, 5/s, 6 s left'],
    [['12 of 34', '5/s', '6 s left'], 22, '12 of 34, 5/s'],
    [['12 of 34', '5/s', '6 s left'], 8, '12 of 34'],
    [['12 of 34', '5/s'], 7, '12 of'],
    [['東京: 12', '5/s'], 12, '東京: 12'],
    [[], 7, ''],
  ])('of progress, loses its end: %j in %d columns', (parts, width, expected) => {
    expect(fitting(parts, width)).toBe(expected);
  });

  test('has its other lines below the beginning of its text', () => {
    expect(hanging('  東京  ', 'one two three', 16)).toBe('  東京  one two\n        three');
    expect(hanging('\x1b[31m-\x1b[39m ', 'ab cd', 4)).toBe('\x1b[31m-\x1b[39m ab\n  cd');
  });
});
