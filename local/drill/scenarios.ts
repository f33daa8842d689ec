import { cloudinaryDown } from './scenarios/cloudinary-down.ts';
import { cloudinaryHangs } from './scenarios/cloudinary-hangs.ts';
import { forgedFlood } from './scenarios/forged-flood.ts';
import { poisonMessage } from './scenarios/poison-message.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { versioningOn } from './scenarios/versioning-on.ts';
import { writesDenied } from './scenarios/writes-denied.ts';
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
