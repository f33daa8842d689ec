import type { AlarmTransition } from '#local/ministack/cloudwatch/alarm-watch.ts';
import type { TimeScale } from '#local/ministack/cloudwatch/time-scale.ts';
import type { Mail } from '../local-cloud/alarm-mail.ts';

/** An alarm that has fired. Times are minutes of the drill's time. */
export interface FiredAlarm {
  /** The alarm's name, without the name of the stack in front. */
  readonly name: string;
  /** The description that was mailed; empty unless both mails arrived, when it fired and when it cleared. */
  readonly description: string;
  /** The time since the fault began. */
  readonly firedAfterMinutes: number;
  /** The time since the fault was repaired; undefined if the alarm has not cleared. */
  readonly clearedAfterMinutes: number | undefined;
}

/** When the fault began and was repaired, in ms since 1970. */
export interface Times {
  readonly scale: TimeScale;
  readonly broken: number;
  readonly repaired: number;
}

/** An alarm's name without the name of the stack in front. */
export function shortName(name: string): string {
  return name.replace(/^[^-]+-/, '');
}

/** The alarms that have fired, according to their transitions, with what was mailed about them. */
export function firedAlarms(
  transitions: readonly AlarmTransition[],
  mails: readonly Mail[],
  { scale, broken, repaired }: Times,
): FiredAlarm[] {
  const minutes = (from: number, to: AlarmTransition) => scale.minutes(to.at.getTime() - from);
  return [...Map.groupBy(transitions, ({ alarm }) => alarm.name)].flatMap(([name, changes]) => {
    const alarm = changes.find(({ to }) => to === 'ALARM');
    if (alarm === undefined) return [];
    const cleared = changes.findLast(({ to }) => to === 'OK');
    const mailed = (state: Mail['state']) => mails.find((mail) => mail.alarm === name && mail.state === state);
    return [
      {
        name: shortName(name),
        description: (mailed('OK') && mailed('ALARM')?.description) ?? '',
        firedAfterMinutes: minutes(broken, alarm),
        clearedAfterMinutes: cleared && minutes(repaired, cleared),
      },
    ];
  });
}
