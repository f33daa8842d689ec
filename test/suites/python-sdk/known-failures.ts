import type { Listed } from '../suite-test.ts';

/** Tests of what the simulated Cloudinary should do and does not do yet. */
export const KNOWN_FAILURES: Listed = [];
