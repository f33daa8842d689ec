import type { AlarmTransition } from '../../ministack/cloudwatch/alarm-watch.ts';
import type { TimeScale } from '../../ministack/cloudwatch/time-scale.ts';
import type { Mail } from '../cloud/alarm-mail.ts';
import type { FiredAlarm } from './scenario-result.ts';

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
  const minutes = (from: number, to: AlarmTransition | undefined) =>
    to === undefined ? undefined : scale.minutes(to.at.getTime() - from);
  const fired = Map.groupBy(transitions, ({ alarm }) => alarm.name);
  return [...fired].flatMap(([name, changes]) => {
    const alarm = changes.find(({ to }) => to === 'ALARM');
    if (alarm === undefined) return [];
    const over = changes.findLast(({ to }) => to === 'OK');
    const mailed = (state: Mail['state']) => mails.find((mail) => mail.alarm === name && mail.state === state);
    const description = mailed('OK') === undefined ? '' : (mailed('ALARM')?.description ?? '');
    return [
      {
        name: shortName(name),
        description,
        firedAfterMinutes: minutes(broken, alarm) ?? 0,
        overAfterMinutes: minutes(mended, over),
      },
    ];
  });
}
