import type { AlarmTransition } from '#local/ministack/cloudwatch/alarm-watch.ts';
import type { TimeScale } from '#local/ministack/cloudwatch/time-scale.ts';
import type { Mail } from '../cloud/alarm-mail.ts';

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

/** When it was broken and put right, in ms since 1970. */
export interface Times {
  readonly scale: TimeScale;
  readonly broken: number;
  readonly mended: number;
}

/** An alarm's name without that of the stack before it. */
export function shortName(name: string): string {
  return name.replace(/^[^-]+-/, '');
}

/** The alarms that have fired, by their transitions, with what was mailed of them. */
export function firedAlarms(
  transitions: readonly AlarmTransition[],
  mails: readonly Mail[],
  { scale, broken, mended }: Times,
): FiredAlarm[] {
  const minutes = (from: number, to: AlarmTransition) => scale.minutes(to.at.getTime() - from);
  return [...Map.groupBy(transitions, ({ alarm }) => alarm.name)].flatMap(([name, changes]) => {
    const alarm = changes.find(({ to }) => to === 'ALARM');
    if (alarm === undefined) return [];
    const over = changes.findLast(({ to }) => to === 'OK');
    const mailed = (state: Mail['state']) => mails.find((mail) => mail.alarm === name && mail.state === state);
    return [
      {
        name: shortName(name),
        description: (mailed('OK') && mailed('ALARM')?.description) ?? '',
        firedAfterMinutes: minutes(broken, alarm),
        overAfterMinutes: over && minutes(mended, over),
      },
    ];
  });
}
