import type { Display } from '#local/demo/display/display.ts';
import { secondsText } from '#local/demo/display/format.ts';
import type { Step } from '../runbook/operator-shell.ts';
import type { FiredAlarm } from './fired-alarms.ts';

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

type Style = Display['style'];

/** What a scenario has shown, for a person: the alarms as they were mailed, what was done, and what is proven. */
export function scenarioBlock({ alarms, steps, uploads, problems, seconds }: ScenarioResult, style: Style): string {
  const proof =
    problems.length === 0
      ? [`  ${style('green', '✔')} ${uploads} uploads: each in the bucket byte for byte, and in the journal`]
      : problems.map((problem) => `  ${style('red', '✖')} ${problem}`);
  return [
    ...alarms.flatMap((alarm) => alarmLines(alarm, style)),
    ...steps.flatMap(({ commands, seconds: took }) => [
      `  ${style('cyan', 'done')}   ${style('dim', secondsText(took))}`,
      ...commands.split('\n').map((line) => `         $ ${line}`),
    ]),
    ...proof,
    `  ${style('dim', `${secondsText(seconds)} in all`)}`,
  ].join('\n');
}

/** `12 min` */
function minutesText(minutes: number): string {
  return `${Math.round(minutes)} min`;
}

function overText(afterMinutes: number | undefined): string {
  if (afterMinutes === undefined) return 'not over';
  return afterMinutes < 0 ? 'over before it was mended' : `over ${minutesText(afterMinutes)} after it was mended`;
}

function alarmLines({ name, description, firedAfterMinutes, overAfterMinutes }: FiredAlarm, style: Style): string[] {
  const fired = `${style('bold', name)} after ${minutesText(firedAfterMinutes)}`;
  return [
    `  ${style('yellow', 'alarm')}  ${fired}; ${overText(overAfterMinutes)}`,
    `         ${style('dim', description)}`,
  ];
}
