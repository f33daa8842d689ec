import { expect, test } from 'vitest';
import { runCost } from '../../../shared/domain/runs/run-cost.ts';

const NOTHING = { puts: 0, gets: 0, messages: 0, gbSeconds: 0, transitions: 0 };

test.each([
  ['a thousand PUTs', { puts: 1000 }, 0.005],
  ['a thousand GETs', { gets: 1000 }, 0.0004],
  ['a million messages', { messages: 1e6 }, 0.4],
  ['an hour of a gigabyte', { gbSeconds: 3600 }, 0.048],
  ['a thousand transitions', { transitions: 1000 }, 0.025],
  ['nothing', {}, 0],
])('the cost of %s', (_what, use, dollars) => {
  expect(runCost({ ...NOTHING, ...use })).toBeCloseTo(dollars, 6);
});
