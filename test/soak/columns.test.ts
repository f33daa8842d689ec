import { expect, test } from 'vitest';
import { linesTooLong } from '../local/lines-too-long.ts';
import { soakFigures } from './figures.ts';
import { figuresTable, verdictLine } from './figures-table.ts';

const RUN = {
  seconds: 9999,
  assets: 1_000_000,
  queued: 999_999,
  unprotected: 999_999,
  unreported: 999_999,
  examples: [],
};
const NONE = { unaccounted: [], foreign: [], changed: [], differences: [] };
const COUNTS = { stored: 1e6, lost: 1e6, observed: 1e6, pending: 1e6, deadLetters: 1e6, deliveries: 1e6 };
const RESULT = {
  ...NONE,
  ...COUNTS,
  seconds: 99_999,
  traffic: { ledger: [], done: { upload: 1e6, 'rename over another': 1e6 } },
  notificationsGivenUp: 1e6,
  faults: {},
  refusedForQuota: 1e6,
  initialBackup: RUN,
  proof: RUN,
  afterOutage: { ...RUN, alarmed: true },
};
const OPTIONS = { uploads: 1e6, assets: 1e6, seed: 1, starveQuota: true, library: { cloud: 'library', assets: 1e6 } };

test('every line of the soak fits 80 columns, and the verdict says how many figures are missed', () => {
  const figures = soakFigures(RESULT, OPTIONS);
  expect(linesTooLong(figuresTable(figures))).toEqual([]);
  expect(verdictLine(figures)).toMatch(/^FAILED: \d+ of \d+ figures are missed\.$/);
  expect(verdictLine(figures.filter(({ reached }) => reached))).toBe('OK: every figure is reached.');
});
