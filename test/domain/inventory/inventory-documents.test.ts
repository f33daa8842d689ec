import { expect, test } from 'vitest';
import { NO_TALLY, tallySchema } from '#shared/domain/inventory/inventory-documents.ts';

test('a tally is read as it was written', () => {
  const tally = { ...NO_TALLY, observed: 5, unreported: 3, gone: 1, filled: 2 };
  expect(tallySchema.parse(tally)).toEqual(tally);
});

test('the tally of an earlier version, which counted unreported changes and filled details as one, can be read', () => {
  const { unreported: _, filled: __, ...earlier } = { ...NO_TALLY, gone: 1 };
  expect(tallySchema.parse({ ...earlier, observed: 5 })).toEqual({ ...NO_TALLY, gone: 1, observed: 5, unreported: 5 });
});
