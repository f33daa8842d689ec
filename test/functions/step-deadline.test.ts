import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { StepDeadline } from '../../functions/step-deadline.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function contextOf(milliseconds: number) {
  const end = Date.now() + milliseconds;
  return { getRemainingTimeInMillis: () => end - Date.now() };
}

describe('the deadline of a step', () => {
  test.each([
    ['15 minutes', 900_000, 780_000, 890_000],
    ['a minute', 60_000, 45_000, 54_000],
    ['four seconds', 4_000, 3_000, 3_600],
  ])('of a function with %s comes with time to finish, and breaks off with time to say so', (_, all, late, abort) => {
    using deadline = new StepDeadline(contextOf(all));
    vi.advanceTimersByTime(late);
    expect(deadline.isLate()).toBe(false);
    vi.advanceTimersByTime(1);
    expect(deadline.isLate()).toBe(true);
    vi.advanceTimersByTime(abort - late - 2);
    expect(deadline.signal.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(deadline.signal.reason).toMatchObject({ code: 'out-of-time' });
  });

  test('leaves no timer behind', () => {
    {
      using _ = new StepDeadline(contextOf(60_000));
    }
    expect(vi.getTimerCount()).toBe(0);
  });
});
