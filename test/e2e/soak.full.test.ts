import { expect, test } from 'vitest';
import { soakFaults, soakFigures } from '../soak/figures.ts';
import { runSoak } from '../soak/run-soak.ts';
import { sharedStack } from './stack/shared-stack.ts';

/** The full soak is `npm run soak`. */
test('a small soak, with the quota of the Admin API used up now and then, reaches every figure', async () => {
  const { stack } = await sharedStack('soak');
  await stack.takeDeadLetters();
  const options = { uploads: 100, assets: 30, seed: 7, starveQuota: true };
  const result = await runSoak(stack, 'soak', options);
  expect(soakFaults(result)).toEqual([]);
  expect(soakFigures(result, options).filter(({ reached }) => !reached)).toEqual([]);
});
