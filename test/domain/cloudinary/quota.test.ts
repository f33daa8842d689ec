import { describe, expect, it } from 'vitest';
import { isSpent } from '../../../shared/domain/cloudinary/quota.ts';

const resetsAt = new Date('2026-11-20T10:00:00Z');
const before = new Date('2026-11-20T09:59:59.999Z');
function quota(remaining: number) {
  return { limit: 500, remaining, resetsAt };
}

describe('isSpent', () => {
  it.each([
    [151, false],
    [150, true],
    [0, true],
  ])('with a reserve of 30 %% and %d of 500 remaining: %s', (remaining, spent) => {
    expect(isSpent(quota(remaining), 0.3, before)).toBe(spent);
  });

  it('ends with the reset', () => {
    expect(isSpent(quota(0), 0.3, resetsAt)).toBe(false);
  });

  it('without a reserve is spent with the last call', () => {
    expect(isSpent(quota(1), 0, before)).toBe(false);
    expect(isSpent(quota(0), 0, before)).toBe(true);
  });
});
