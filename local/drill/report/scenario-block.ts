import type { Display } from '#local/display/display.ts';
import { secondsText } from '#shared/domain/text/figure-text.ts';
import { hanging } from '#shared/domain/text/wrapped.ts';
import type { Step } from '../runbook/operator-shell.ts';
import type { FiredAlarm } from './fired-alarms.ts';

/** The result of a scenario. */
export interface ScenarioResult {
  readonly name: string;
  readonly what: string;
  readonly alarms: readonly FiredAlarm[];
  readonly steps: readonly Step[];
  /** How many files were uploaded while it played. Each was looked up in bucket and journal. */
  readonly uploads: number;
  /** Everything that is wrong, in words; empty if all is well. */
  readonly problems: readonly string[];
  readonly seconds: number;
}

type Look = Pick<Display, 'columns' | 'style'>;

/** The result of a scenario for a person: the alarms as they were mailed, what was done, and what is proven. */
export function scenarioBlock({ alarms, steps, uploads, problems, seconds }: ScenarioResult, look: Look): string {
  const { style } = look;
  const width = look.columns();
  const proof =
    problems.length === 0
      ? [`  ${style('green', '✔')} ${uploads} uploads: each in the bucket, byte for byte, and in the journal`]
      : problems.map((problem) => hanging(`  ${style('red', '✖')} `, problem, width));
  return [
    ...alarms.flatMap((alarm) => alarmLines(alarm, look)),
    ...steps.flatMap(({ commands, seconds: took }) => [
      `  ${style('cyan', 'done')}   ${style('dim', secondsText(took))}`,
      ...commands.split('\n').map((line) => hanging('         $ ', line, width)),
    ]),
    ...proof,
    `  ${style('dim', `${secondsText(seconds)} in total`)}`,
  ].join('\n');
}

/** `12 min` */
function minutesText(minutes: number): string {
  return `${Math.round(minutes)} min`;
}

function endText(afterMinutes: number | undefined): string {
  if (afterMinutes === undefined) return 'has not cleared';
  return afterMinutes < 0 ? 'cleared before the repair' : `cleared ${minutesText(afterMinutes)} after the repair`;
}

function alarmLines(
  { name, description, firedAfterMinutes, clearedAfterMinutes }: FiredAlarm,
  { columns, style }: Look,
): string[] {
  return [
    `  ${style('yellow', 'alarm')}  ${style('bold', name)}`,
    `         fired after ${minutesText(firedAfterMinutes)}, ${endText(clearedAfterMinutes)}`,
    style('dim', hanging('         ', description, columns())),
  ];
}
