import { cloudinaryDown } from './scenarios/cloudinary-down.ts';
import { cloudinaryHangs } from './scenarios/cloudinary-hangs.ts';
import { forgedFlood } from './scenarios/forged-flood.ts';
import { poisonMessage } from './scenarios/poison-message.ts';
import { policyStripped } from './scenarios/policy-stripped.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { writesDenied } from './scenarios/writes-denied.ts';
import { wrongSecret } from './scenarios/wrong-secret.ts';

/** Everything that the drill breaks, in its order. */
export const SCENARIOS: readonly Scenario[] = [
  cloudinaryDown,
  cloudinaryHangs,
  wrongSecret,
  forgedFlood,
  poisonMessage,
  writesDenied,
  policyStripped,
];
