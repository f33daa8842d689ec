import { expect, test } from 'vitest';
import { bodiesSetAside } from '#shared/usecases/webhook/bodies-set-aside.ts';

test('remembers the last thousand bodies of each cloud by their bytes', () => {
  const bodies = bodiesSetAside();
  const body = (index: number) => Buffer.from(`folder=${index}`);
  for (let index = 0; index <= 1000; index++) bodies.add('demo', body(index));
  expect([0, 1, 1000, 1001].map((index) => bodies.has('demo', body(index)))).toEqual([false, true, true, false]);
  expect(bodies.has('other', body(1000))).toBe(false);
});
