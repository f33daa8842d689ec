import type { AlarmDefinition } from './alarm-definition.ts';
import { evaluationRange } from './evaluate-alarm.ts';
import type { MetricStore } from './metric-store.ts';
import { statisticOf } from './statistic.ts';
import type { TimeScale } from './time-scale.ts';

/**
 * The value of each period in an alarm's evaluation range, the newest last. An alarm is evaluated every minute, whatever
 * its period: the last period ends with the last whole minute of the alarm's time.
 */
export function alarmDatapoints(
  alarm: AlarmDefinition,
  { store, scale, now }: { readonly store: MetricStore; readonly scale: TimeScale; readonly now: number },
): readonly (number | undefined)[] {
  const minute = scale.realMs(60);
  const period = scale.realMs(alarm.periodSeconds);
  const end = Math.floor(now / minute) * minute;
  return Array.from({ length: evaluationRange(alarm) }, (_, index) => {
    const to = end - (evaluationRange(alarm) - 1 - index) * period;
    return statisticOf(store.values(alarm.metric, to - period, to), alarm.statistic);
  });
}
