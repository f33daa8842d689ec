import { expect, it } from 'vitest';
import { isSpent } from '#shared/domain/cloudinary/quota.ts';

const resetsAt = new Date('2026-11-20T10:00:00Z');
const before = new Date('2026-11-20T09:59:59.999Z');

it.each([
  [0.3, 151, before, false],
  [0.3, 150, before, true],
  [0.3, 0, before, true],
  [0.3, 0, resetsAt, false],
  [0, 1, before, false],
  [0, 0, before, true],
])('isSpent with a reserve of %d and %d of 500 remaining, at %s: %s', (reserve, remaining, now, spent) => {
  expect(isSpent({ limit: 500, remaining, resetsAt }, reserve, now)).toBe(spent);
});
