import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Deadline } from '../../../functions/worker/deadline.ts';
import { lambdaContext } from '../lambda-context.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test.each([
  [300_000, 290_000],
  [900_000, 890_000],
  [6_000, 3_000],
])('of %i ms, aborts after %i ms', (remaining, expected) => {
  using deadline = new Deadline(lambdaContext(remaining));
  vi.advanceTimersByTime(expected - 1);
  expect(deadline.signal.aborted).toBe(false);
  vi.advanceTimersByTime(1);
  expect(deadline.signal.reason).toMatchObject({ code: 'out-of-time' });
});

test('leaves no timer when it is over', () => {
  {
    using _ = new Deadline(lambdaContext());
    expect(vi.getTimerCount()).toBe(1);
  }
  expect(vi.getTimerCount()).toBe(0);
});
