import { expect, test } from 'vitest';
import { retiredWordsIn } from '#lint/retired-words.ts';

test.each([
  ['// The LIVE lane', ['lane']],
  ['const toldState = untold_changes;', ['told', 'untold']],
  [' * What is missing comes\n * to light', ['comes to']],
  ['It has copied what is missing, and has the rest fetched.', ['has the rest fetched', 'has copied what is missing']],
  ['for good, and for good reason', ['for good']],
  ['await Promise.allSettled(planes);', []],
  ['The handle and the brand name go only here.', []],
])('%j', (text, words) => {
  expect(retiredWordsIn(text).map(({ word }) => word)).toEqual(words);
});

test('a word is reported where it begins', () => {
  expect(retiredWordsIn('one\nit goes\non\ntwo')).toMatchObject([{ line: 2, word: 'goes on' }]);
});
