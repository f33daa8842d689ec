import { expect, test } from 'vitest';
import { addToTally, NO_TALLY } from '../../../shared/domain/inventory/run-tally.ts';
import { SOME_TALLY } from './records.ts';

test('a tally counts on, name by name', () => {
  expect(addToTally(NO_TALLY, SOME_TALLY)).toEqual(SOME_TALLY);
  expect(addToTally(SOME_TALLY, { gone: 2 })).toEqual({ ...SOME_TALLY, gone: 10 });
  expect(addToTally(SOME_TALLY, {})).toEqual(SOME_TALLY);
  expect(Object.keys(NO_TALLY)).toEqual(Object.keys(SOME_TALLY));
  expect(new Set(Object.values(NO_TALLY))).toEqual(new Set([0]));
});
