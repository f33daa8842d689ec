import { secondsText } from '../../demo/display/amount-text.ts';
import type { Display } from '../../demo/display/display.ts';
import type { FiredAlarm, ScenarioResult } from './scenario-result.ts';

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
  const over = overText(overAfterMinutes);
  return [
    `  ${style('yellow', 'alarm')}  ${style('bold', name)} after ${minutesText(firedAfterMinutes)}; ${over}`,
    `         ${style('dim', description)}`,
  ];
}
