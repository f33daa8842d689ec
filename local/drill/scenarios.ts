import { cloudinaryDown } from './scenarios/cloudinary-down.ts';
import type { Scenario } from './scenarios/scenario.ts';

/** Everything that the drill breaks, in its order. */
export const SCENARIOS: readonly Scenario[] = [cloudinaryDown];
