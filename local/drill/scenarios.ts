import { forgedFlood, poisonMessage } from './scenarios/bad-input.ts';
import { versioningOn, writesDenied } from './scenarios/bucket-faults.ts';
import { cloudinaryDown, cloudinaryHangs } from './scenarios/cloudinary-faults.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { wrongSecret } from './scenarios/wrong-secret.ts';

/**
 * Everything that the drill breaks, in its order: what fires the same alarm does not follow directly, as an alarm that is
 * over still looks back at what was.
 */
export const SCENARIOS: readonly Scenario[] = [
  cloudinaryDown,
  forgedFlood,
  cloudinaryHangs,
  wrongSecret,
  poisonMessage,
  writesDenied,
  versioningOn,
];
