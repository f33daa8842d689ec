import type { Stage } from '../stage.ts';

/** One thing that breaks, and what must happen. */
export interface Scenario {
  /** The name that `--only` takes. */
  readonly name: string;
  /** What breaks, as a sentence without its full stop. */
  readonly what: string;
  /** The alarms that must fire, without the name of the stack in front. */
  readonly alarms: readonly string[];
  /** Other alarms that may fire because they report a consequence, in addition to those that look back. */
  readonly consequences?: readonly string[];
  break(stage: Stage): Promise<void>;
  /** Repairs it, by the steps of the runbook. */
  repair(stage: Stage): Promise<void>;
}
