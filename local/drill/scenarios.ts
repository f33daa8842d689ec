import { forgedFlood, poisonMessage } from './scenarios/bad-input.ts';
import { versioningOn, writesDenied } from './scenarios/bucket-faults.ts';
import { cloudinaryDown, cloudinaryHangs } from './scenarios/cloudinary-faults.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { wrongSecret } from './scenarios/wrong-secret.ts';

/**
 * Everything that the drill breaks, in order. Scenarios that fire the same alarm do not follow each other directly, because
 * an alarm that has cleared still looks back.
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
