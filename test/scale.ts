/** Whether everything runs at full size, as in `npm run test:all`. */
export const FULL = process.env['TEST_SCALE'] === 'full';

/** A size of a test: the first by default, the second in `npm run test:all`. */
export function scaled<Size>(byDefault: Size, inFull: Size): Size {
  return FULL ? inFull : byDefault;
}

/** How often to try a property: the given number in `npm run test:all`, a tenth of it by default. */
export function runs(inFull: number): number {
  return scaled(Math.ceil(inFull / 10), inFull);
}
