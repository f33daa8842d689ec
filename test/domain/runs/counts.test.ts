import { expect, test } from 'vitest';
import { NO_TALLY, type RunTally } from '#shared/domain/inventory/inventory-documents.ts';
import { addCounts, bytesOf } from '#shared/domain/runs/counts.ts';
import { SHARD_FILE_SCHEMA } from '#shared/domain/runs/document-fields.ts';
import { runCost } from '#shared/domain/runs/run-cost.ts';

test('counts are added name by name', () => {
  const some = Object.fromEntries(Object.keys(NO_TALLY).map((name, index) => [name, index + 1])) as RunTally;
  expect(new Set(Object.values(NO_TALLY))).toEqual(new Set([0]));
  expect(addCounts(NO_TALLY, some)).toEqual(some);
  expect(addCounts(some, { gone: 2 })).toEqual({ ...some, gone: some.gone + 2 });
  expect(addCounts(some, {})).toEqual(some);
  expect(addCounts<Record<string, number>>({}, { new: 3 })).toEqual({ new: 3 });
  expect(bytesOf([{ bytes: 2 }, { bytes: 3 }])).toBe(5);
});

test.each([
  ['a thousand PUTs', { puts: 1000 }, 0.005],
  ['a thousand GETs', { gets: 1000 }, 0.0004],
  ['a million messages', { messages: 1e6 }, 0.4],
  ['an hour of a gigabyte', { gbSeconds: 3600 }, 0.048],
  ['a thousand transitions', { transitions: 1000 }, 0.025],
  ['nothing', {}, 0],
])('the cost of %s', (_what, use, dollars) => {
  const nothing = { puts: 0, gets: 0, messages: 0, gbSeconds: 0, transitions: 0 };
  expect(runCost({ ...nothing, ...use })).toBeCloseTo(dollars, 6);
});

test('a file in a manifest has all of its fields', () => {
  const file = { shard: 3, number: 0, rows: 100_000, bytes: 5_000_000, md5: 'd41d8cd98f00b204e9800998ecf8427e' };
  expect(SHARD_FILE_SCHEMA.parse(file)).toEqual(file);
  for (const name of Object.keys(file)) {
    expect(SHARD_FILE_SCHEMA.safeParse({ ...file, [name]: undefined }).success).toBe(false);
  }
  expect(SHARD_FILE_SCHEMA.safeParse({ ...file, rows: 1.5 }).success).toBe(false);
});
