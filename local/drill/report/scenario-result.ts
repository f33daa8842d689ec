import type { Step } from '../runbook/operator-shell.ts';

/** An alarm that has fired. Times are minutes of the drill's time. */
export interface FiredAlarm {
  /** Without the name of the stack before it. */
  readonly name: string;
  /** As it was mailed; empty if the mail, or that of its end, never came. */
  readonly description: string;
  /** Since it was broken. */
  readonly firedAfterMinutes: number;
  /** Since it was put right; undefined if it is not over. */
  readonly overAfterMinutes: number | undefined;
}

/** What a scenario has shown. */
export interface ScenarioResult {
  readonly name: string;
  readonly what: string;
  readonly alarms: readonly FiredAlarm[];
  readonly steps: readonly Step[];
  /** How many uploads were made while it played, each of which was looked for in bucket and journal. */
  readonly uploads: number;
  /** Everything that is not as it must be, in words; empty if all is well. */
  readonly problems: readonly string[];
  readonly seconds: number;
}
