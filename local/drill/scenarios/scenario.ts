import type { Stage } from '../stage.ts';

/** One thing that breaks, and what must come of it. */
export interface Scenario {
  /** For `--only`. */
  readonly name: string;
  /** What is broken, as a sentence without its full stop. */
  readonly what: string;
  /** The alarms that must fire, without the name of the stack before them. */
  readonly alarms: readonly string[];
  /** Alarms that may fire as well, beside backup lag, because they tell of a consequence. */
  readonly consequences?: readonly string[];
  break(stage: Stage): Promise<void>;
  /** Puts it right, by the steps of the runbook. */
  mend(stage: Stage): Promise<void>;
}
