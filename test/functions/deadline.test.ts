import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { deadlineOf } from '#functions/deadline.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function contextOf(milliseconds: number) {
  const end = Date.now() + milliseconds;
  return { getRemainingTimeInMillis: () => end - Date.now() };
}

test.each([
  [900_000, 0.1, 780_000, 890_000],
  [60_000, 0.1, 45_000, 54_000],
  [4_000, 0.1, 3_000, 3_600],
  [900_000, 0.5, 780_000, 890_000],
  [300_000, 0.5, 225_000, 290_000],
])(
  'of %i ms, with a share of %d for wrapping up, is late after %i ms and aborts after %i',
  (all, share, late, abort) => {
    using deadline = deadlineOf(contextOf(all), 'step', share);
    vi.advanceTimersByTime(late);
    expect(deadline.isLate()).toBe(false);
    vi.advanceTimersByTime(1);
    expect(deadline.isLate()).toBe(true);
    vi.advanceTimersByTime(abort - late - 2);
    expect(deadline.signal.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(deadline.signal.reason).toMatchObject({ code: 'out-of-time' });
  },
);

test('leaves half of the time if there is little', () => {
  using deadline = deadlineOf(contextOf(6_000), 'message', 0.5);
  vi.advanceTimersByTime(2_999);
  expect(deadline.signal.aborted).toBe(false);
  vi.advanceTimersByTime(1);
  expect(deadline.signal.aborted).toBe(true);
});

test('leaves no timer behind', () => {
  deadlineOf(contextOf(60_000), 'step', 0.1)[Symbol.dispose]();
  expect(vi.getTimerCount()).toBe(0);
});
